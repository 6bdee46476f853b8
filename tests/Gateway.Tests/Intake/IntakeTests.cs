using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TaskForce.Gateway.Doors;
using TaskForce.Tasking.V1;

namespace TaskForce.Gateway.Tests.Intake;

/// <summary>What the doors take of anybody, at the wire.</summary>
public sealed class IntakeTests : IAsyncLifetime
{
    private const string Method = "/taskforce.tasking.v1.HotspotService/GetHotspot";

    private FakeUpstream _upstream = null!;
    private GatewayApp _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = new(_upstream);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 }, "3 REQUEST_BROKEN")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "3 REQUEST_BROKEN")]
    [InlineData(new byte[] { }, "3 REQUEST_BROKEN")]
    [InlineData(new byte[] { 1, 0, 0, 0, 1, 1 }, "12 COMPRESSION_UNSUPPORTED")]
    [InlineData(new byte[] { 0, 0x7F, 0, 0, 0 }, "8 REQUEST_TOO_LARGE")]
    public async Task Grpc_BodyThatIsNotFramedAsItShouldBe_IsRefusedWithAReason(byte[] body, string refusal) =>
        Assert.Equal(refusal, await RefusalAsync(_gateway.GrpcDoor, "application/grpc", body));

    [Theory]
    [InlineData("application/grpc-web+proto", "AAAAAAkB", "3 REQUEST_BROKEN")]
    [InlineData("application/grpc-web-text", "QUFBQUFBa0I=", "3 REQUEST_BROKEN")]
    [InlineData("application/grpc-web-text", "Iyoq", "3 REQUEST_BROKEN")]
    [InlineData("application/grpc-web+proto", "AQAAAAEB", "12 COMPRESSION_UNSUPPORTED")]
    public async Task GrpcWeb_BodyThatIsNotFramedAsItShouldBe_IsRefusedWithAReason(string type, string body, string refusal) =>
        Assert.Equal(refusal, await RefusalAsync(_gateway.HttpDoor, type, Convert.FromBase64String(body)));

    [Fact]
    public async Task Rest_CompressedBody_IsRefusedUnread()
    {
        using var rest = _gateway.Rest(await _gateway.TokenAsync("dispatcher.de"));
        using var bomb = new ByteArrayContent(Zip(new byte[5_000_000])) { Headers = { { "Content-Encoding", "gzip" }, { "Content-Type", "application/json" } } };

        using var answer = await rest.PostAsync("/tasking/v1/hotspots", bomb);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains("COMPRESSION_UNSUPPORTED", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"kind\": [[[[")]
    [InlineData("nested")]
    public async Task Rest_JsonThatIsNone_IsRefusedWithAReason(string json)
    {
        using var rest = _gateway.Rest(await _gateway.TokenAsync("dispatcher.de"));
        var body = json == "nested" ? string.Concat(Enumerable.Repeat("{\"place\":", 2000)) : json;

        using var answer = await rest.PostAsync("/tasking/v1/hotspots", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("REQUEST_MALFORMED", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/tasking/v1/nothing/here/at/all", HttpStatusCode.NotFound, "PATH_UNKNOWN")]
    [InlineData("/tasking/v1/hotspots:watch?filter=x", HttpStatusCode.BadRequest, "REQUEST_MALFORMED")]
    public async Task Rest_RefusedByTheServicesFramework_IsToldWhyWithoutItsClasses(string path, HttpStatusCode status, string reason)
    {
        using var rest = _gateway.Rest(await _gateway.TokenAsync("dispatcher.de"));

        using var answer = await rest.GetAsync(path);

        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(reason, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Protobuf", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ThatTricklesIn_IsRefusedAndNoServiceHearsOfIt()
    {
        await using var gateway = new GatewayApp(_upstream, ("Limits:RequestTimeout", "00:00:00.3"));
        using var socket = await ConnectAsync(gateway);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /tasking/v1/hotspots HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {await gateway.TokenAsync("dispatcher.de")}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"));

        var answer = await ReceiveAsync(socket);

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("REQUEST_TOO_SLOW", answer, StringComparison.Ordinal);
    }

    /// <summary>Whoever sends on and looks for an answer only then must not find the connection closed and no answer.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_LargerThanMayBe_IsRefusedThoughItIsSentToItsEnd(bool isAnnounced)
    {
        using var socket = await ConnectAsync(_gateway);
        var (token, size) = (await _gateway.TokenAsync("dispatcher.de"), DoorsModule.MaxBodyBytes + 1);
        var length = isAnnounced ? $"Content-Length: {size}" : "Transfer-Encoding: chunked";
        var head = Encoding.ASCII.GetBytes($"POST /tasking/v1/hotspots HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n{length}\r\n\r\n");
        byte[] body = isAnnounced ? new byte[size] : [.. Encoding.ASCII.GetBytes($"{size:x}\r\n"), .. new byte[size], .. "\r\n0\r\n\r\n"u8];
        await socket.SendAsync(head);
        for (var sent = 0; sent < body.Length;)
        {
            sent += await socket.SendAsync(body.AsMemory(sent));
        }

        var answer = await ReceiveAsync(socket);
        await socket.SendAsync(Encoding.ASCII.GetBytes("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("REQUEST_TOO_LARGE", answer, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200", await ReceiveAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GrpcRequest_ThatTricklesIn_IsRefusedAndNoServiceHearsOfIt()
    {
        await using var gateway = new GatewayApp(_upstream, ("Limits:RequestTimeout", "00:00:00.3"));
        using var wire = await Http2Wire.ConnectAsync(gateway.GrpcDoor);

        await wire.SendAsync(new(Http2FrameType.Headers, Http2Wire.EndHeaders, 1, Http2Wire.RequestHeaders(Method, await gateway.TokenAsync("dispatcher.de"))));
        await wire.SendAsync(new(Http2FrameType.Data, 0, 1, [0, 0, 0, 0, 100, 1]));

        var answer = await wire.ReadUntilAsync(frame => frame.Type == Http2FrameType.Headers);
        Assert.Contains("The request did not arrive in time.", Encoding.ASCII.GetString(answer!.Payload).Replace("%20", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Empty(_upstream.Headers);
    }

    [Fact]
    public async Task Requests_MoreThanAreHeldOfAll_AreToldToTryAgain()
    {
        await using var gateway = new GatewayApp(_upstream, ("Limits:HeldBytes", $"{DoorsModule.MaxBodyBytes}"));
        var token = await gateway.TokenAsync("dispatcher.de");

        // Together more than is held, whichever is the one too many.
        using var first = await BeginAsync(gateway, token, DoorsModule.MaxBodyBytes * 3 / 4);
        using var second = await BeginAsync(gateway, token, DoorsModule.MaxBodyBytes * 3 / 4);
        var answer = await await Task.WhenAny(ReceiveAsync(first), ReceiveAsync(second));

        Assert.StartsWith("HTTP/1.1 429", answer, StringComparison.Ordinal);
        Assert.Contains("Retry-After: 1\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("GATEWAY_BUSY", answer, StringComparison.Ordinal);
        using var rest = gateway.Rest(token);
        using var small = await rest.PostAsync("/tasking/v1/hotspots", new StringContent("{}", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
    }

    [Fact]
    public async Task Watch_WhoseCallerNeverReads_IsEndedAndTheServiceHearsOfIt()
    {
        await using var gateway = new GatewayApp(_upstream, ("Limits:ResponseGrace", "00:00:02"), ("Limits:ResponseBytesPerSecond", "100000000"));
        var feed = _upstream.FeedOf("deaf");
        var big = new HotspotEvent { Hotspot = new() { Description = new string('x', 100_000) } };
        for (var i = 0; i < 500; i++)
        {
            feed.Events.Writer.TryWrite(big);
        }

        using var socket = await ConnectAsync(gateway);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /tasking/v1/hotspots:watch?filter.hostNation=deaf HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {await gateway.TokenAsync("dispatcher.de")}\r\n\r\n"));

        await feed.HungUp.Task.WaitAsync(Patience.Limit);
    }

    [Theory]
    [InlineData(1, 40_000)]
    [InlineData(200, 1)]
    public async Task Headers_TooManyOrTooLarge_Are431(int count, int length)
    {
        using var rest = _gateway.Rest(token: null);
        for (var i = 0; i < count; i++)
        {
            rest.DefaultRequestHeaders.Add($"x-{i}", new string('x', length));
        }

        using var answer = await rest.GetAsync("/healthz");

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.StatusCode);
    }

    // A request of which nearly all has been sent.
    private static async Task<Socket> BeginAsync(GatewayApp gateway, string token, int length)
    {
        var socket = await ConnectAsync(gateway);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /tasking/v1/hotspots HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {length + 1}\r\n\r\n"));
        // Whoever is refused meanwhile takes no more.
        _ = socket.SendAsync(new byte[length]);
        return socket;
    }

    private async Task<string> RefusalAsync(Uri door, string type, byte[] body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(door, Method))
        {
            Version = door == _gateway.GrpcDoor ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { { "Content-Type", type } } },
        };
        request.Headers.Authorization = new("Bearer", await _gateway.TokenAsync("dispatcher.de"));
        using var answer = await http.SendAsync(request);
        var said = await answer.Content.ReadAsByteArrayAsync();
        var text = Encoding.ASCII.GetString(type.EndsWith("text", StringComparison.Ordinal) ? Convert.FromBase64String(Encoding.ASCII.GetString(said)) : said);
        var trailers = text.Length > 0
            ? text[5..].Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ")).ToDictionary(pair => pair[0], pair => pair[1])
            : answer.Headers.Concat(answer.TrailingHeaders).ToDictionary(header => header.Key, header => header.Value.First());
        var details = Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(trailers["grpc-status-details-bin"]));
        return $"{trailers["grpc-status"]} {details.Details[0].Unpack<Google.Rpc.ErrorInfo>().Reason}";
    }

    private static async Task<Socket> ConnectAsync(GatewayApp gateway)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, gateway.HttpDoor.Port);
        return socket;
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        while (!text.ToString().Contains("}\n", StringComparison.Ordinal) && await socket.ReceiveAsync(buffer).WaitAsync(Patience.Limit) is var read and > 0)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            zip.Write(bytes);
        }

        return zipped.ToArray();
    }
}
