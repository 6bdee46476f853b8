using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.ServiceDefaults.Devices;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.TakBridge.Connections;
using TaskForce.TakBridge.Tests.Cot;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.TakBridge.Tests.Connections;

/// <summary>Who comes in, how clients and bridge agree on what is spoken, and what ends a connection.</summary>
public sealed class ConnectionTests : IAsyncDisposable
{
    private const string Uri = $"taskforce://DE/{BridgeApp.Member}/{BridgeApp.Device}";

    private readonly FakeServices _services = new();
    private readonly TestAuthority _german = new();
    private BridgeApp? _bridge;

    public ConnectionTests() => _german.Issue("bridge");

    public async ValueTask DisposeAsync()
    {
        await (_bridge?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _services.DisposeAsync();
        _german.Dispose();
    }

    [Fact]
    public async Task Tls_WithADevicesCertificate_IsThatDevice()
    {
        var bridge = await StartAsync();
        using var certificate = _german.IssueDevice("taskforce://DE/members/de-adler-01/devices/other2zz");
        using var client = await TakConnection.OpenAsync(bridge.Tls, certificate);

        await client.SendAsync(Samples.Position);

        var (caller, report) = await _services.Reported.Reader.ReadAsync().AsTask().SoonAsync();
        Assert.Equal(("DE members/de-adler-01 devices/other2zz", "members/de-adler-01"), (caller, report.Subject));
    }

    [Theory]
    [InlineData("self-signed")]
    [InlineData("another authority")]
    [InlineData("another nation")]
    [InlineData("for servers")]
    [InlineData("no device")]
    [InlineData("expired")]
    public async Task Tls_WithAnyOtherCertificate_IsRefused(string kind)
    {
        using var foreign = new TestAuthority();
        var bridge = await StartAsync();
        using var certificate = kind switch
        {
            "self-signed" => TestAuthority.MakeSelfSigned(Uri),
            "another authority" => foreign.IssueDevice(Uri),
            "another nation" => _german.IssueDevice("taskforce://MA/members/ma-atlas-03/devices/other2zz"),
            "for servers" => _german.IssueDevice(Uri, isClient: false),
            "no device" => _german.IssueDevice("https://partner.test/"),
            _ => _german.IssueDevice(Uri, hours: -1),
        };

        await RefusedAsync(bridge.Tls, certificate);
    }

    [Fact]
    public async Task Tls_WithoutACertificate_IsRefused()
    {
        var bridge = await StartAsync();
        using var tcp = new System.Net.Sockets.TcpClient();
        await tcp.ConnectAsync(System.Net.IPAddress.Loopback, bridge.Tls);
        await using var tls = new System.Net.Security.SslStream(tcp.GetStream(), false, (_, shown, _, _) => shown is not null);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await tls.AuthenticateAsClientAsync("localhost");
            await tls.ReadExactlyAsync(new byte[1]);
        });
    }

    [Fact]
    public async Task Device_RevokedWhileConnected_IsDisconnectedAndStaysOut()
    {
        var bridge = await StartAsync();
        using var certificate = _german.IssueDevice(Uri);
        using var client = await TakConnection.OpenAsync(bridge.Tls, certificate);
        await client.ReadAsync(value => value.Type == "t-x-takp-v");

        _services.Revoked.Writer.TryWrite(BridgeApp.Device);

        await client.ClosedAsync();
        using var again = await TakConnection.OpenAsync(bridge.Tls, certificate);
        await again.ClosedAsync();
    }

    [Fact]
    public async Task Device_ConnectedTwice_KeepsItsNewestConnection()
    {
        var bridge = await StartAsync();
        using var first = await TakConnection.OpenAsync(bridge.Plain);
        await first.ReadAsync(value => value.Type == "t-x-takp-v");

        using var second = await TakConnection.OpenAsync(bridge.Plain);

        await first.ClosedAsync();
        await second.ReadAsync(value => value.Type == "t-x-takp-v");
    }

    [Fact]
    public async Task Devices_MoreThanMayBe_AreRefused()
    {
        var bridge = await StartAsync(("Tak:Limits:MaxConnections", "1"));
        using var certificate = _german.IssueDevice("taskforce://DE/members/de-adler-01/devices/other2zz");
        using var first = await TakConnection.OpenAsync(bridge.Plain);
        await first.ReadAsync(value => value.Type == "t-x-takp-v");

        using var second = await TakConnection.OpenAsync(bridge.Tls, certificate);

        await second.ClosedAsync();
        await first.SendAsync(Samples.Event() with { Type = "t-x-c-t" });
        await first.ReadAsync(value => value.Type == "t-x-c-t-r");
    }

    [Fact]
    public async Task Protocol_IsOffered_AndAnotherVersionIsDeclined()
    {
        var bridge = await StartAsync();
        using var client = await TakConnection.OpenAsync(bridge.Plain);

        var offer = await client.ReadAsync(value => value.Type == "t-x-takp-v");
        await client.SendAsync(Samples.Event() with { Type = "t-x-takp-q", Detail = new("detail", new XElement("TakControl", new XElement("TakRequest", new XAttribute("version", "2")))) });
        var declined = await client.ReadAsync(value => value.Type == "t-x-takp-r");
        await client.SwitchAsync();
        await client.SendAsync(Samples.Event() with { Type = "t-x-c-t" });
        await client.ReadAsync(value => value.Type == "t-x-c-t-r");

        Assert.Equal("1", offer.Find("TakControl")!.Element("TakProtocolSupport")!.Attribute("version")!.Value);
        Assert.Equal("false", declined.Find("TakControl")!.Element("TakResponse")!.Attribute("status")!.Value);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("<!DOCTYPE event SYSTEM \"file:///etc/passwd\"><event/>")]
    [InlineData("\u0016\u0003\u0001")]
    public async Task Stream_ThatIsNone_IsClosedAndOthersGoOn(string text)
    {
        var bridge = await StartAsync();
        using var client = await TakConnection.OpenAsync(bridge.Plain);

        await client.SendAsync(text);

        await client.ClosedAsync();
        using var next = await TakConnection.OpenAsync(bridge.Plain);
        await next.ReadAsync(value => value.Type == "t-x-takp-v");
    }

    [Fact]
    public async Task Event_LargerThanMayBe_ClosesTheConnection()
    {
        var bridge = await StartAsync(("Tak:Limits:MaxEventBytes", "2000"));
        using var client = await TakConnection.OpenAsync(bridge.Plain);

        await client.SendAsync($"<event>{new string('a', 3000)}");

        await client.ClosedAsync();
    }

    [Fact]
    public async Task Events_MoreThanMayBe_CloseTheConnection()
    {
        var bridge = await StartAsync(("Tak:Limits:EventsAtOnce", "5"), ("Tak:Limits:EventsPerSecond", "1"));
        using var client = await TakConnection.OpenAsync(bridge.Plain);

        await client.SendAsync(string.Concat(Enumerable.Repeat(Samples.Position, 10)));

        await client.ClosedAsync();
    }

    [Theory]
    [InlineData("Tak:Limits:SlowAfter", "00:00:01")]
    [InlineData("Tak:Limits:MaxWaiting", "100")]
    public async Task Client_ThatTakesNothing_IsDisconnected(string limit, string value)
    {
        var bridge = await StartAsync(("Tak:Limits:MaxWaiting", "100000"), (limit, value));
        using var client = await TakConnection.OpenAsync(bridge.Plain);
        var book = bridge.Services.GetRequiredService<ConnectionBook>();
        await Patience.UntilAsync(() => book.Count == 1);

        // More than the system keeps for a connection.
        for (var i = 0; i < 3000; i++)
        {
            _services.HotspotChanges.Writer.TryWrite(new()
            {
                Type = HotspotEvent.Types.Type.Created,
                Hotspot = new() { Name = $"hotspots/spot-{i}", Place = new() { Location = new() { Latitude = 1, Longitude = 1 } }, Description = new string('a', 20_000) },
            });
        }

        await Patience.UntilAsync(() => book.Count == 0);
    }

    [Fact]
    public async Task Client_OfABridgeThatIsDrained_IsCountedAndEndedWhenItIsToMove()
    {
        var bridge = await StartAsync();
        using var client = await TakConnection.OpenAsync(bridge.Plain);
        var open = bridge.Services.GetRequiredService<OpenCalls>();
        await Patience.UntilAsync(() => open.Count == 1);

        bridge.Services.GetRequiredService<Rotation>().Move();

        await client.ClosedAsync();
        await Patience.UntilAsync(() => open.Count == 0);
    }

    [Fact]
    public async Task Events_ThatAreNotForUs_AreDroppedAndNothingEnds()
    {
        var bridge = await StartAsync();
        using var client = await TakConnection.OpenAsync(bridge.Plain);

        await client.SendAsync("<event/><other/>");
        await client.SendAsync(Samples.Event() with { Type = "u-d-f" });
        await client.SendAsync(Samples.Event() with { Type = "b-f-t-r" });
        await client.SendAsync(Samples.Event() with { Type = "t-x-c-t" });

        await client.ReadAsync(value => value.Type == "t-x-c-t-r");
    }

    private async Task<BridgeApp> StartAsync(params (string Key, string Value)[] settings)
    {
        _bridge = new(_services, authority: _german, settings: settings);
        await _bridge.Services.GetRequiredService<RevokedDevices>().Known.WaitAsync(Patience.Limit, TimeProvider.System);
        return _bridge;
    }

    // By TLS 1.3 the client has shaken hands before the server has looked at its certificate.
    private static async Task RefusedAsync(int port, X509Certificate2 certificate)
    {
        try
        {
            using var client = await TakConnection.OpenAsync(port, certificate);
            await client.ClosedAsync();
        }
        catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
        {
            // Refused within the handshake.
        }
    }
}
