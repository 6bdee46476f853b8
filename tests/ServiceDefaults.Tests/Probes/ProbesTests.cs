using System.Net;
using Grpc.Health.V1;
using Grpc.Net.Client;
using TaskForce.ServiceDefaults.Probes;
using TaskForce.ServiceDefaults.Tests.Peers;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Probes;

/// <summary>A service that lets in nobody without a certificate, but for probes at a door of their own.</summary>
public sealed class ProbesTests : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly int _port = Ports.Take(1).Single();
    private GuardedService _roster = null!;

    public async ValueTask InitializeAsync()
    {
        _authority.Issue("roster");
        _roster = await GuardedService.StartAsync(_authority, _authority, "gateway", probes: $"http://127.0.0.1:{_port}");
    }

    public async ValueTask DisposeAsync()
    {
        await _roster.DisposeAsync();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("liveness")]
    [InlineData("readiness")]
    public async Task Probe_WithoutACertificate_IsAnswered(string service)
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{_port}");

        var answer = await new Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new() { Service = service }, deadline: TimeProvider.System.GetUtcNow().AddSeconds(30).UtcDateTime);

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
    }

    [Theory]
    [InlineData("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")]
    [InlineData("/grpc.health.v1.Healthy/Check")]
    [InlineData("/health")]
    [InlineData("/rotation")]
    [InlineData("/rotation/stop")]
    [InlineData("/parked/1")]
    [InlineData("/")]
    public async Task AnythingElse_AtTheDoorOfProbes_IsNotThere(string path)
    {
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var body = new ByteArrayContent([0, 0, 0, 0, 0]) { Headers = { ContentType = new("application/grpc") } };

        using var answer = await http.PostAsync($"http://127.0.0.1:{_port}{path}", body);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.False(answer.Headers.Contains("grpc-status"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("http://*:8086", true)]
    [InlineData("https://*:8086", false)]
    [InlineData("http://*", false)]
    [InlineData("http://*:0", false)]
    [InlineData("8086", false)]
    public void Url_OfTheDoor_IsCleartextWithAPort(string url, bool valid) =>
        Assert.Equal(valid, new ProbesOptionsValidator().Validate(null, new() { Url = url }).Succeeded);
}
