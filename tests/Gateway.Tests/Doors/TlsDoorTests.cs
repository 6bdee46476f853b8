using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.Gateway.Tests.Doors;

/// <summary>The door with TLS, at the wire.</summary>
public sealed class TlsDoorTests : IAsyncLifetime
{
    private const byte Handshake = 22;
    private const byte Alert = 21;
    private const byte ProtocolVersion = 70;

    private readonly TestAuthority _authority = new();
    private FakeUpstream _upstream = null!;
    private GatewayApp _gateway = null!;
    private string _thumbprint = "";

    public async ValueTask InitializeAsync()
    {
        _thumbprint = _authority.Issue("gateway");
        _upstream = await FakeUpstream.StartAsync();
        _gateway = new(_upstream,
            ("Doors:Tls:Url", "https://127.0.0.1:0"), ("Doors:Tls:Certificate", _authority.CertificateOf("gateway")), ("Doors:Tls:Key", _authority.KeyOf("gateway")));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("h2", "h2", "http/1.1")]
    [InlineData("h2", "h2")]
    [InlineData("http/1.1", "http/1.1")]
    public async Task Handshake_ByWhatTheClientOffers_ChoosesTheProtocol(string chosen, params string[] offered)
    {
        using var tls = await ConnectAsync(offered);

        Assert.Equal(chosen, tls.NegotiatedApplicationProtocol.ToString());
        Assert.True(tls.SslProtocol is SslProtocols.Tls12 or SslProtocols.Tls13);
    }

    [Fact]
    public async Task Handshake_Tls12_IsTaken()
    {
        using var tls = await ConnectAsync(["h2"], SslProtocols.Tls12);

        Assert.Equal(SslProtocols.Tls12, tls.SslProtocol);
    }

    // Written by hand: this system's own TLS no longer speaks what is to be refused.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Handshake_OlderThanTls12_IsRefusedByVersion(byte minor)
    {
        var answer = await SayHelloAsync(minor);

        Assert.Equal((Alert, ProtocolVersion), (answer[0], answer[6]));
    }

    [Fact]
    public async Task Handshake_TheSameHelloAsTls12_IsAnswered() => Assert.Equal(Handshake, (await SayHelloAsync(3))[0]);

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    [InlineData("grpc-web over HTTP/1.1")]
    public async Task Grpc_ThroughTheOnePort_IsAnswered(string protocol)
    {
        using var handler = Handler();
        using var channel = GrpcChannel.ForAddress(_gateway.TlsDoor!, new()
        {
            HttpHandler = protocol == "grpc" ? handler : new GrpcWebHandler(handler),
            HttpVersion = protocol == "grpc-web over HTTP/1.1" ? HttpVersion.Version11 : HttpVersion.Version20,
        });

        var hotspot = await new HotspotService.HotspotServiceClient(channel).GetHotspotAsync(
            new() { Name = "hotspots/port" }, new() { { "authorization", $"Bearer {await _gateway.TokenAsync("dispatcher.de")}" } }, Patience.Deadline);

        Assert.Equal("hotspots/port", hotspot.Name);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Rest_AndPage_ThroughTheOnePort_AreAnswered(string version)
    {
        using var http = new HttpClient(Handler())
        {
            BaseAddress = _gateway.TlsDoor,
            DefaultRequestVersion = Version.Parse(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        http.DefaultRequestHeaders.Authorization = new("Bearer", await _gateway.TokenAsync("dispatcher.de"));

        Assert.Contains("hotspots/port", await http.GetStringAsync("/tasking/v1/hotspots/port"), StringComparison.Ordinal);
        Assert.Contains("TaskForce", await http.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.1", "/")]
    [InlineData("2.0", "/")]
    [InlineData("2.0", "/tasking/v1/hotspots/port")]
    [InlineData("1.1", "/nothing")]
    public async Task AnyAnswer_OfRestAndPage_TellsBrowsersToStayWithTls(string version, string path)
    {
        using var http = new HttpClient(Handler())
        {
            BaseAddress = _gateway.TlsDoor,
            DefaultRequestVersion = Version.Parse(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        // Refused or not.
        using var answer = await http.GetAsync(path);

        Assert.Equal("max-age=31536000", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
    }

    [Fact]
    public async Task Certificate_Renewed_IsShownToTheNextConnection()
    {
        Assert.Equal(_thumbprint, await ThumbprintAsync());

        var renewed = _authority.Issue("gateway");

        Assert.Equal(renewed, await ThumbprintAsync());
    }

    [Fact]
    public async Task Certificate_HalfWritten_LeavesTheOneBefore()
    {
        Assert.Equal(_thumbprint, await ThumbprintAsync());
        var old = File.ReadAllText(_authority.KeyOf("gateway"));

        var renewed = _authority.Issue("gateway");
        var key = File.ReadAllText(_authority.KeyOf("gateway"));
        File.WriteAllText(_authority.KeyOf("gateway"), old);
        Assert.Equal(_thumbprint, await ThumbprintAsync());

        File.WriteAllText(_authority.KeyOf("gateway"), key);
        Assert.Equal(renewed, await ThumbprintAsync());
    }

    private async Task<string> ThumbprintAsync()
    {
        using var tls = await ConnectAsync(["h2"]);
        return new X509Certificate2(tls.RemoteCertificate!).Thumbprint;
    }

    private async Task<SslStream> ConnectAsync(string[] offered, SslProtocols versions = SslProtocols.None)
    {
        var tls = new SslStream(await DialAsync());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "gateway",
            EnabledSslProtocols = versions,
            ApplicationProtocols = [.. offered.Select(protocol => new SslApplicationProtocol(protocol))],
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => errors == SslPolicyErrors.RemoteCertificateChainErrors && _authority.Vouches((X509Certificate2?)certificate),
        }).WaitAsync(Patience.Limit);
        return tls;
    }

    private async Task<byte[]> SayHelloAsync(byte minor)
    {
        using var stream = await DialAsync();
        await stream.WriteAsync(ClientHello(minor));
        var answer = new byte[7];
        await stream.ReadExactlyAsync(answer).AsTask().WaitAsync(Patience.Limit);
        return answer;
    }

    private async Task<NetworkStream> DialAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _gateway.TlsDoor!.Port);
        return new(socket, ownsSocket: true);
    }

    // RFC 5246, 7.4.1.2: ECDHE_ECDSA with AES in both the old and the new manner, P-256, ECDSA with SHA-256 and SHA-1.
    private static byte[] ClientHello(byte minor)
    {
        byte[] extensions =
        [
            0, 10, 0, 4, 0, 2, 0, 23,
            0, 11, 0, 2, 1, 0,
            0, 13, 0, 6, 0, 4, 4, 3, 2, 3,
        ];
        byte[] body = [3, minor, .. new byte[32], 0, 0, 4, 0xC0, 0x2B, 0xC0, 0x09, 1, 0, 0, (byte)extensions.Length, .. extensions];
        return [Handshake, 3, 1, 0, (byte)(body.Length + 4), 1, 0, 0, (byte)body.Length, .. body];
    }

    private SocketsHttpHandler Handler() => new()
    {
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, errors) => errors == SslPolicyErrors.RemoteCertificateChainErrors && _authority.Vouches((X509Certificate2?)certificate) },
    };
}
