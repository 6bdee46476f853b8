using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using TaskForce.Gateway.Intake;
using TaskForce.Tasking.V1;

namespace TaskForce.Gateway.Tests.Intake;

/// <summary>Connections that hold a place and do nothing with it are closed, at the wire.</summary>
public sealed class SlowConnectionTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Http1_HeadersThatNeverEnd_IsToldSoAndClosed()
    {
        await using var gateway = new GatewayApp(fixture.Upstream, ("Limits:HeadersTimeout", "00:00:01"));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, gateway.HttpDoor.Port);

        await socket.SendAsync(Encoding.ASCII.GetBytes("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "));

        Assert.StartsWith("HTTP/1.1 408", await ReadToEndAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http2_HeadersThatNeverEnd_IsClosed()
    {
        await using var gateway = new GatewayApp(fixture.Upstream, ("Limits:HeadersTimeout", "00:00:01"));
        using var wire = await Http2Wire.ConnectAsync(gateway.GrpcDoor);

        await wire.SendAsync(new(Http2FrameType.Headers, 0, 1, Http2Wire.Literal("x-slow", "1")));

        Assert.Null(await wire.ReadUntilAsync(_ => false));
    }

    [Fact]
    public async Task Http2_PingIsNotAnswered_IsClosedAndTheServiceHearsOfIt()
    {
        await using var gateway = new GatewayApp(fixture.Upstream, ("Limits:PingDelay", "00:00:03"), ("Limits:PingTimeout", "00:00:03"));
        var token = await gateway.TokenAsync("dispatcher.de");
        // The first call of a process takes long, and from the connection on there are six seconds for this one to get through.
        await new HotspotService.HotspotServiceClient(gateway.With(token)).GetHotspotAsync(new() { Name = "hotspots/first" });
        using var wire = await Http2Wire.ConnectAsync(gateway.GrpcDoor);

        // A device whose network went away in the middle of a watch.
        var feed = fixture.Upstream.FeedOf("gone");
        feed.Send(1);
        var watch = new WatchHotspotsRequest { Filter = new() { HostNation = "gone" } };
        await wire.CallAsync(1, "/taskforce.tasking.v1.HotspotService/WatchHotspots", token, watch.ToByteArray());

        var seen = new List<Http2FrameType>();
        Assert.Null(await wire.ReadUntilAsync(frame =>
        {
            seen.Add(frame.Type);
            return false;
        }));
        Assert.Contains(Http2FrameType.Data, seen);
        Assert.Contains(Http2FrameType.Ping, seen);
        await feed.HungUp.Task.WaitAsync(Patience.Limit);
    }

    [Fact]
    public void Validate_EverythingWrong_NamesEveryFault() => Assert.Equal(
        [
            "Limits:RequestTimeout must be more than nothing.",
            "Limits:HeadersTimeout must be at least 1 second.",
            "Limits:PingDelay must be at least 1 second.",
            "Limits:PingTimeout must be at least 1 second.",
            "Limits:HeldBytes must have room for one request of 8388613 bytes.",
            "Limits:ResponseBytesPerSecond must be more than 0.",
            "Limits:ResponseGrace must be at least 2 seconds.",
            "Limits:StreamsPerConnection must be 1 to 100000.",
            "Limits:HeaderBytes must be 4096 to 1048576.",
            "Limits:Headers must be 20 to 1000.",
        ],
        new IntakeOptionsValidator().Validate(null, new()
        {
            RequestTimeout = default,
            HeadersTimeout = default,
            PingDelay = default,
            PingTimeout = default,
            HeldBytes = 0,
            ResponseBytesPerSecond = 0,
            ResponseGrace = default,
            StreamsPerConnection = 0,
            HeaderBytes = 0,
            Headers = 0,
        }).Failures);

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        while (await socket.ReceiveAsync(buffer).WaitAsync(Patience.Limit) is var read and > 0)
        {
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        return text.ToString();
    }
}
