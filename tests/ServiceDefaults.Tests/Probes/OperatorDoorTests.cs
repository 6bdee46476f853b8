using System.Net;
using System.Text.Json;
using Grpc.Health.V1;
using Grpc.Net.Client;
using TaskForce.ServiceDefaults.Tests.Peers;
using TaskForce.Testing;
using static Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace TaskForce.ServiceDefaults.Tests.Probes;

/// <summary>What the operator asks and does at the door of probes.</summary>
public sealed class OperatorDoorTests : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly int _port = Ports.Take(1).Single();
    private readonly HttpClient _http = new() { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    private GuardedService _roster = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _authority.Issue("roster");
        _roster = await GuardedService.StartAsync(_authority, _authority, "gateway", probes: $"http://*:{_port}");
    }

    public async ValueTask DisposeAsync()
    {
        await _roster.DisposeAsync();
        _http.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Health_Asked_SaysWhatIsFoundAndWhetherCallsShouldCome()
    {
        using var report = JsonDocument.Parse(await _http.GetStringAsync(new Uri($"http://127.0.0.1:{_port}/health"), Cancellation));

        Assert.Equal(("OK", "IN", 0), (Text(report, "state"), Text(report, "rotation"), report.RootElement.GetProperty("openCalls").GetInt32()));
        Assert.Equal(JsonValueKind.Array, report.RootElement.GetProperty("findings").ValueKind);
    }

    [Fact]
    public async Task Rotation_LeftAndReturned_IsWhatReadinessSaysAndNotLiveness()
    {
        Assert.Equal("LEAVING", await TurnAsync("leave"));
        Assert.Equal((Serving, NotServing, Serving), (await AskAsync("liveness"), await AskAsync("readiness"), await AskAsync("")));

        Assert.Equal("MOVING", await TurnAsync("move"));
        Assert.Equal((Serving, NotServing), (await AskAsync("liveness"), await AskAsync("readiness")));

        Assert.Equal("IN", await TurnAsync("return"));
        Assert.Equal(Serving, await AskAsync("readiness"));
    }

    /// <summary>From another address of this machine, as a kubelet comes: it is probed there, and nothing more.</summary>
    [Fact]
    public async Task Anything_NotFromTheLoopback_IsNotThere()
    {
        var own = (await Dns.GetHostAddressesAsync(Dns.GetHostName(), Cancellation)).FirstOrDefault(address => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal);
        Assert.SkipWhen(own is null, "This machine has no address but the loopback.");
        var door = new UriBuilder("http", own!.ToString(), _port).Uri;

        using var health = await _http.GetAsync(new Uri(door, "health"), Cancellation);
        using var leave = await _http.PostAsync(new Uri(door, "rotation/leave"), null, Cancellation);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (health.StatusCode, leave.StatusCode));
        Assert.Equal(Serving, await AskAsync("readiness", door));
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Forwarded")]
    public async Task Anything_ThatAProxyForwards_IsNotThere(string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{_port}/rotation/leave") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add(header, "127.0.0.1");

        using var answer = await _http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(Serving, await AskAsync("readiness"));
    }

    private async Task<string> TurnAsync(string how)
    {
        using var answer = await _http.PostAsync(new Uri($"http://127.0.0.1:{_port}/rotation/{how}"), null, Cancellation);
        using var report = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        return Text(report, "rotation");
    }

    private async Task<HealthCheckResponse.Types.ServingStatus> AskAsync(string service, Uri? door = null)
    {
        using var channel = GrpcChannel.ForAddress(door ?? new($"http://127.0.0.1:{_port}"));
        var answer = await new Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new() { Service = service }, deadline: TimeProvider.System.GetUtcNow().AddSeconds(30).UtcDateTime, cancellationToken: Cancellation);
        return answer.Status;
    }

    private static string Text(JsonDocument report, string name) => report.RootElement.GetProperty(name).GetString()!;
}
