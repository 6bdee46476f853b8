using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using TaskForce.Gateway.Devices;
using TaskForce.Roster.V1;
using TaskForce.ServiceDefaults.Devices;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.Gateway.Tests.Devices;

/// <summary>Devices at the door with TLS, at the wire.</summary>
public sealed class DeviceDoorTests : IAsyncLifetime
{
    private const string Device = "devices/kxq7m2vnpd";
    private const string Uri = "taskforce://DE/members/de-falke-07/devices/kxq7m2vnpd";

    private readonly TestAuthority _german = new();
    private readonly TestAuthority _moroccan = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private FakeUpstream _upstream = null!;
    private GatewayApp _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _german.Issue("gateway");
        _upstream = await FakeUpstream.StartAsync();
        _gateway = new(_upstream, _clock, Settings());
        await _gateway.Services.GetRequiredService<RevokedDevices>().Known.WaitAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        _german.Dispose();
        _moroccan.Dispose();
    }

    [Fact]
    public async Task Call_OfADevice_ReachesTheServiceWithATokenThatSaysWhoItIs()
    {
        await Get(_gateway.Showing(_german.IssueDevice(Uri)));

        var token = new JsonWebToken(_upstream.Headers["authorization"]["Bearer ".Length..]);
        Assert.Equal(("ES256", "http://issuer.test/devices"), (token.Alg, token.Issuer));
        Assert.Equal((Device, "DE", "members/de-falke-07", "field"),
            (token.Subject, token.GetClaim("nation").Value, token.GetClaim("member").Value, token.GetClaim("roles").Value));
        Assert.True(token.ValidTo - token.ValidFrom <= TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Token_OfADevice_IsNoWayInByItself()
    {
        await Get(_gateway.Showing(_german.IssueDevice(Uri)));
        var token = _upstream.Headers["authorization"]["Bearer ".Length..];

        await Refused("ISSUER_UNKNOWN", _gateway.With(token));
    }

    [Fact]
    public async Task Call_SelfSigned_IsRefused() => await Refused("DEVICE_CERTIFICATE_INVALID", _gateway.Showing(TestAuthority.MakeSelfSigned(Uri)));

    [Fact]
    public async Task Call_OfAnAuthorityNobodyKnows_IsRefused()
    {
        using var foreign = new TestAuthority();

        await Refused("DEVICE_CERTIFICATE_INVALID", _gateway.Showing(foreign.IssueDevice(Uri)));
    }

    [Fact]
    public async Task Call_OfAnotherNationsAuthority_IsRefused() => await Refused("DEVICE_CERTIFICATE_INVALID", _gateway.Showing(_moroccan.IssueDevice(Uri)));

    [Fact]
    public async Task Call_CertificateForServers_IsRefused() =>
        await Refused("DEVICE_CERTIFICATE_INVALID", _gateway.Showing(_german.IssueDevice(Uri, isClient: false)));

    [Theory]
    [InlineData("taskforce://DE/members/de-falke-07")]
    [InlineData("https://DE/members/de-falke-07/devices/kxq7m2vnpd")]
    public async Task Call_CertificateThatNamesNoDevice_IsRefused(string uri) => await Refused("DEVICE_CERTIFICATE_INVALID", _gateway.Showing(_german.IssueDevice(uri)));

    [Fact]
    public async Task Call_ExpiredCertificate_IsRefused() => await Refused("DEVICE_CERTIFICATE_EXPIRED", _gateway.Showing(_german.IssueDevice(Uri, hours: -1)));

    [Fact]
    public async Task Call_CertificateAndToken_IsRefused() =>
        await Refused("TWO_IDENTITIES", _gateway.Showing(_german.IssueDevice(Uri), await _gateway.TokenAsync("dispatcher.de")));

    [Fact]
    public async Task Call_CertificateOfNoDeviceAndAToken_GoesByTheToken() =>
        await Get(_gateway.Showing(_german.IssueDevice("https://partner.test/"), await _gateway.TokenAsync("dispatcher.de")));

    [Fact]
    public async Task Call_NoCertificateButAToken_IsAnswered() => await Get(_gateway.Showing(null, await _gateway.TokenAsync("dispatcher.de")));

    [Fact]
    public async Task Call_NeitherCertificateNorToken_IsRefused() => await Refused("TOKEN_REQUIRED", _gateway.Showing(null));

    [Fact]
    public async Task Stream_DeviceIsRevoked_EndsAndSaysWhy()
    {
        var device = _gateway.Showing(_german.IssueDevice(Uri));
        var (watch, feed) = await OpenAsync(device, "revoked");
        using var other = (await OpenAsync(_gateway.Showing(_german.IssueDevice("taskforce://DE/members/de-falke-07/devices/other2zz")), "stays")).Watch;

        _upstream.Revocations.Writer.TryWrite(Device);
        var end = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(Cancellation));

        Assert.Equal((StatusCode.Unauthenticated, "DEVICE_REVOKED"), (end.StatusCode, end.Reason()));
        await feed.HungUp.Task.WaitAsync(Cancellation);
        await Refused("DEVICE_REVOKED", device);
        await Refused("DEVICE_REVOKED", _gateway.Showing(_german.IssueDevice(Uri)));
        _upstream.FeedOf("stays").Send(2);
        Assert.True(await other.ResponseStream.MoveNext(Cancellation));
        watch.Dispose();
    }

    [Fact]
    public async Task Stream_CertificateEnds_EndsAndSaysWhy()
    {
        var (watch, _) = await OpenAsync(_gateway.Showing(_german.IssueDevice(Uri)), "expires");

        _clock.Advance(TimeSpan.FromHours(25));
        var end = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(Cancellation));

        Assert.Equal((StatusCode.Unauthenticated, "DEVICE_CERTIFICATE_EXPIRED"), (end.StatusCode, end.Reason()));
        watch.Dispose();
    }

    [Fact]
    public async Task Call_RevokedBeforeTheGatewayStarted_IsRefused()
    {
        _upstream.Revoked.Add(Device);
        await using var restarted = new GatewayApp(_upstream, _clock, Settings());
        await restarted.Services.GetRequiredService<RevokedDevices>().Known.WaitAsync(Cancellation);

        await Refused("DEVICE_REVOKED", restarted.Showing(_german.IssueDevice(Uri)));
    }

    [Fact]
    public async Task Call_RosterIsAway_IsUnavailableForDevicesAlone()
    {
        await using var alone = new GatewayApp(_upstream, _clock, [.. Settings(), ("Upstreams:Roster:Grpc", FakeUpstream.NobodyThere)]);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => Get(alone.Showing(_german.IssueDevice(Uri))));

        Assert.Equal((StatusCode.Unavailable, "REVOCATIONS_UNKNOWN"), (refusal.StatusCode, refusal.Reason()));
        await Get(alone.Showing(null, await alone.TokenAsync("dispatcher.de")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EnrolDevice_WithoutAnIdentityThatCounts_IsPassedOn(bool showsOldCertificate)
    {
        var caller = _gateway.Showing(showsOldCertificate ? _german.IssueDevice(Uri, hours: -1) : null);

        var answer = await new DeviceService.DeviceServiceClient(caller).EnrolDeviceAsync(new() { Code = "any" }, deadline: Patience.Deadline);

        Assert.Equal("any", answer.CertificateChain);
    }

    [Fact]
    public async Task EnrolDevice_ManyFromOneAddress_AreSlowedDown()
    {
        await using var strict = new GatewayApp(_upstream, _clock, [.. Settings(), ("RateLimits:Enrolment:Burst", "2")]);
        var devices = new DeviceService.DeviceServiceClient(strict.Showing(null));
        await devices.EnrolDeviceAsync(new() { Code = "1" }, deadline: Patience.Deadline);
        await devices.EnrolDeviceAsync(new() { Code = "2" }, deadline: Patience.Deadline);

        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            // One a second comes back; whoever tries without end runs into it.
            while (true)
            {
                await devices.EnrolDeviceAsync(new() { Code = "3" }, deadline: Patience.Deadline);
            }
        });

        Assert.Equal((StatusCode.ResourceExhausted, "QUOTA_EXCEEDED"), (refusal.StatusCode, refusal.Reason()));
    }

    private (string, string)[] Settings() =>
    [
        ("Doors:Tls:Url", "https://127.0.0.1:0"), ("Doors:Tls:Certificate", _german.CertificateOf("gateway")), ("Doors:Tls:Key", _german.KeyOf("gateway")),
        ("Devices:Authorities:DE:Certificate", _german.Bundle), ("Devices:Authorities:MA:Certificate", _moroccan.Bundle),
        ("Devices:Tokens:Issuer", "http://issuer.test/devices"),
        ("Identity:ClientId", "service:gateway"), ("Identity:TokenEndpoint", $"{_upstream.Http}/token"),
    ];

    private async Task<(AsyncServerStreamingCall<HotspotEvent> Watch, Feed Feed)> OpenAsync(CallInvoker caller, string name)
    {
        var watch = new HotspotService.HotspotServiceClient(caller).WatchHotspots(new() { Filter = new() { HostNation = name } }, deadline: Patience.Deadline);
        var feed = _upstream.FeedOf(name);
        feed.Send(1);
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        return (watch, feed);
    }

    private static async Task Get(CallInvoker caller) =>
        await new HotspotService.HotspotServiceClient(caller).GetHotspotAsync(new() { Name = "hotspots/one" }, deadline: Patience.Deadline);

    private static async Task Refused(string reason, CallInvoker caller)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => Get(caller));
        Assert.Equal((StatusCode.Unauthenticated, reason), (refusal.StatusCode, refusal.Reason()));
    }
}
