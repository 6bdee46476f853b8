using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using TaskForce.ServiceDefaults.Sidecar;
using TaskForce.Testing.Sidecars;

namespace TaskForce.ServiceDefaults.Tests.Sidecar;

public sealed class SidecarSecretsTests : IAsyncLifetime
{
    private readonly TestSidecar _sidecar = new()
    {
        Secrets =
        {
            ["secrets/tasking-database"] = new() { ["connection"] = "Host=db;Username=tasking;Password=one", ["owner"] = "ops" },
            ["secrets/oidc"] = new() { ["value"] = "two" },
        },
    };

    public async ValueTask InitializeAsync() => await _sidecar.StartAsync();

    public ValueTask DisposeAsync() => _sidecar.DisposeAsync();

    [Fact]
    public void AddSidecarSecrets_NamedOnes_HaveTheLastWord()
    {
        var builder = Builder(
            ("Data:Connection", "Host=elsewhere"), ("Dapr:Secrets:Data:Connection", "tasking-database#connection"), ("Dapr:Secrets:Identity:ClientSecret", "oidc"));

        builder.AddSidecarSecrets();

        Assert.Equal(("Host=db;Username=tasking;Password=one", "two"), (builder.Configuration["Data:Connection"], builder.Configuration["Identity:ClientSecret"]));
    }

    [Fact]
    public void AddSidecarSecrets_SomeAreMissing_NamesEachAndNoValue()
    {
        var builder = Builder(
            ("Dapr:Secrets:Data:Connection", "tasking-database#password"), ("Dapr:Secrets:Identity:ClientSecret", "oidc"), ("Dapr:Secrets:A:B", "nowhere"),
            ("Dapr:Secrets:C", "tasking-database"));

        var fault = Assert.Throws<InvalidOperationException>(builder.AddSidecarSecrets);

        Assert.Equal("The secret store 'secrets' has not: nowhere (for A:B: Internal), tasking-database (for C), tasking-database#password (for Data:Connection).", fault.Message);
    }

    [Fact]
    public void AddSidecarSecrets_WithoutASidecar_DoesNotStart()
    {
        var builder = Builder(("DAPR_GRPC_PORT", ""), ("Dapr:Secrets:Data:Connection", "tasking-database#connection"));

        var fault = Assert.Throws<InvalidOperationException>(builder.AddSidecarSecrets);

        Assert.Contains("tasking-database#connection (for Data:Connection)", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddSidecarSecrets_NoStoreIsNamed_AsksNobody()
    {
        var builder = Builder(("Dapr:SecretStore", ""), ("DAPR_GRPC_PORT", "none"));

        builder.AddSidecarSecrets();

        Assert.Null(builder.Configuration["Data:Connection"]);
    }

    [Fact]
    public async Task AddSidecarSecrets_SidecarStartsLater_Waits()
    {
        await _sidecar.StopAsync();
        var builder = Builder(("Dapr:Secrets:Identity:ClientSecret", "oidc"));
        var reading = Task.Run(builder.AddSidecarSecrets, TestContext.Current.CancellationToken);

        await _sidecar.StartAsync();
        await reading;

        Assert.Equal("two", builder.Configuration["Identity:ClientSecret"]);
    }

    [Fact]
    public async Task AddSidecarSecrets_StoreNeverAnswers_DoesNotWaitForLongerThanItShould()
    {
        _sidecar.SecretStore = () => new TaskCompletionSource().Task;
        var builder = Builder(("Dapr:Secrets:Identity:ClientSecret", "oidc"), ("Dapr:SecretsPatience", "00:00:01"));

        var reading = Task.Run(builder.AddSidecarSecrets, TestContext.Current.CancellationToken);
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => reading.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System));

        Assert.Equal("The secret store 'secrets' has not: oidc (for Identity:ClientSecret: DeadlineExceeded).", fault.Message);
    }

    [Fact]
    public async Task AddSidecarSecrets_SidecarNeverStarts_SaysSo()
    {
        await _sidecar.StopAsync();
        var builder = Builder(("Dapr:Secrets:Identity:ClientSecret", "oidc"), ("Dapr:SecretsPatience", "00:00:01"));

        Assert.Contains("oidc (for Identity:ClientSecret: Unavailable)", Assert.Throws<InvalidOperationException>(builder.AddSidecarSecrets).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DAPR_GRPC_PORT", "port")]
    [InlineData("DAPR_GRPC_PORT", "0")]
    [InlineData("DAPR_GRPC_ENDPOINT", "sidecar:50001")]
    public void Find_WhatIsNoAddress_IsRefusedByName(string variable, string value)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(variable, (string?)value)]).Build();

        Assert.Contains(variable, Assert.Throws<InvalidOperationException>(() => DaprSidecar.Find(settings)).Message, StringComparison.Ordinal);
    }

    private HostApplicationBuilder Builder(params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(_sidecar.Settings);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Dapr:SecretStore", (string?)"secrets")]);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        return builder;
    }
}
