using System.Net;
using System.Text.Json;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TaskForce.Gateway.Health;
using TaskForce.ServiceDefaults.Health;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.Testing;
using Serving = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace TaskForce.Gateway.Tests.Health;

public sealed class HealthTests : IAsyncLifetime
{
    // Who is not there is found out at once all the same.
    private static readonly (string, string) Patient = ("Health:UpstreamPatience", "00:00:30");

    private FakeUpstream _upstream = null!;

    public async ValueTask InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("taskforce.tasking.v1.HotspotService")]
    public async Task Check_ServicesUp_IsServing(string service)
    {
        await using var gateway = new GatewayApp(_upstream, Patient);

        var answer = await new Grpc.Health.V1.Health.HealthClient(gateway.With(null)).CheckAsync(new() { Service = service }, deadline: Patience.Deadline);

        Assert.Equal(Serving.Serving, answer.Status);
    }

    [Fact]
    public async Task Check_OneServiceDown_IsNotServingAsAWholeAndForThatOne()
    {
        await using var gateway = new GatewayApp(_upstream, Patient, ("Upstreams:Roster:Grpc", FakeUpstream.NobodyThere));
        var health = new Grpc.Health.V1.Health.HealthClient(gateway.With(null));

        Assert.Equal(Serving.NotServing, (await health.CheckAsync(new(), deadline: Patience.Deadline)).Status);
        Assert.Equal(Serving.NotServing, (await health.CheckAsync(new() { Service = "taskforce.roster.v1.MemberService" }, deadline: Patience.Deadline)).Status);
        Assert.Equal(Serving.Serving, (await health.CheckAsync(new() { Service = "taskforce.tasking.v1.HotspotService" }, deadline: Patience.Deadline)).Status);
    }

    [Fact]
    public async Task Check_Drained_IsNotReadyAndAliveAllTheSame()
    {
        await using var gateway = new GatewayApp(_upstream, Patient);
        var health = new Grpc.Health.V1.Health.HealthClient(gateway.With(null));
        Assert.Equal(Serving.Serving, (await health.CheckAsync(new() { Service = "readiness" }, deadline: Patience.Deadline)).Status);

        gateway.Services.GetRequiredService<Rotation>().Leave();

        Assert.Equal(Serving.NotServing, (await health.CheckAsync(new() { Service = "readiness" }, deadline: Patience.Deadline)).Status);
        Assert.Equal(Serving.Serving, (await health.CheckAsync(new() { Service = "liveness" }, deadline: Patience.Deadline)).Status);
        Assert.Equal(Serving.Serving, (await health.CheckAsync(new(), deadline: Patience.Deadline)).Status);
    }

    [Fact]
    public async Task Findings_OneServiceDown_NameItAndNobodyElse()
    {
        await using var gateway = new GatewayApp(_upstream, Patient, ("Upstreams:Roster:Grpc", FakeUpstream.NobodyThere));

        var findings = await gateway.Services.GetRequiredService<IEnumerable<IHealthSource>>().OfType<UpstreamFindings>().Single().LookAsync(TestContext.Current.CancellationToken);

        Assert.Equal("upstream/roster", Assert.Single(findings, finding => finding.State == HealthState.Fail).Check);
        Assert.True(findings.Count > 1);
    }

    [Fact]
    public async Task Check_ServiceIsBack_IsServingAtOnce()
    {
        await using var service = new LoopbackServer(services => services.AddGrpcHealthChecks().AddCheck("process", () => HealthCheckResult.Healthy()), app => app.MapGrpcHealthChecksService());
        await service.StartAsync();
        await using var gateway = new GatewayApp(_upstream, Patient, ("Upstreams:Roster:Grpc", service.Grpc.ToString()));
        var health = new Grpc.Health.V1.Health.HealthClient(gateway.With(null));
        await service.StopAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(Serving.NotServing, (await health.CheckAsync(new(), deadline: Patience.Deadline)).Status);
        }

        await service.StartAsync();

        Assert.Equal(Serving.Serving, (await health.CheckAsync(new(), deadline: Patience.Deadline)).Status);
    }

    [Theory]
    [InlineData("taskforce.weather.v1.WeatherService")]
    [InlineData("taskforce.tasking.v1.MissionService")] // The contracts have it, the service does not.
    public async Task Check_UnknownName_IsNotFound(string service)
    {
        await using var gateway = new GatewayApp(_upstream, Patient);
        var health = new Grpc.Health.V1.Health.HealthClient(gateway.With(null, "grpc-web"));

        var refusal = await Assert.ThrowsAsync<RpcException>(() => health.CheckAsync(new() { Service = service }, deadline: Patience.Deadline).ResponseAsync);

        Assert.Equal((StatusCode.NotFound, "SERVICE_UNKNOWN"), (refusal.StatusCode, refusal.Reason()));
    }

    [Fact]
    public async Task Watch_ServiceStops_SendsNotServing()
    {
        await using var gateway = new GatewayApp(_upstream, Patient);
        using var watch = new Grpc.Health.V1.Health.HealthClient(gateway.With(null)).Watch(new(), deadline: Patience.Deadline);
        await UntilAsync(watch, Serving.Serving);

        await _upstream.StopAsync();

        await UntilAsync(watch, Serving.NotServing);
    }

    [Fact]
    public async Task Ready_ServicesUp_NamesEachOne()
    {
        await using var gateway = new GatewayApp(_upstream, Patient);
        using var rest = gateway.Rest(null);

        using var answer = await rest.GetAsync("/readyz");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var upstreams = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("upstreams");
        Assert.Equal(["geolocation", "partners", "roster", "tasking"], upstreams.EnumerateObject().Select(upstream => upstream.Name));
    }

    [Fact]
    public async Task Ready_OneServiceDown_Is503AndNamesIt()
    {
        await using var gateway = new GatewayApp(_upstream, Patient, ("Upstreams:Roster:Grpc", FakeUpstream.NobodyThere));
        using var rest = gateway.Rest(null);

        using var answer = await rest.GetAsync("/readyz");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var upstreams = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("upstreams");
        Assert.Equal("NOT_SERVING", upstreams.GetProperty("roster").GetString());
        Assert.Equal("SERVING", upstreams.GetProperty("tasking").GetString());
        Assert.Equal(HttpStatusCode.OK, (await rest.GetAsync("/healthz")).StatusCode);
    }

    // A service that was not heard within a second does not serve, until it is heard.
    private static async Task UntilAsync(AsyncServerStreamingCall<Grpc.Health.V1.HealthCheckResponse> watch, Serving status)
    {
        do
        {
            Assert.True(await watch.ResponseStream.MoveNext());
        }
        while (watch.ResponseStream.Current.Status != status);
    }
}
