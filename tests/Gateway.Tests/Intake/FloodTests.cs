using System.Net.Sockets;
using TaskForce.Tasking.V1;

namespace TaskForce.Gateway.Tests.Intake;

/// <summary>One connection that floods the HTTP/2 door with frames; what others ask must be answered.</summary>
public class FloodTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const int Frames = 60_000;

    // POST, http, the path / and the authority a, as HPACK's static table has them.
    private static readonly byte[] Headers = [0x83, 0x86, 0x84, 0x01, 0x01, (byte)'a'];

    [Fact]
    public Task RapidReset_OnOneConnection_OthersAreAnswered() => FloodAsync(i =>
    [
        .. new Http2Frame(Http2FrameType.Headers, Http2Wire.EndHeaders, (2 * i) + 1, Headers).ToBytes(), .. new Http2Frame(Http2FrameType.Reset, 0, (2 * i) + 1, [0, 0, 0, 8]).ToBytes(),
    ]);

    [Fact]
    public Task Settings_WithoutEnd_OthersAreAnswered() => FloodAsync(_ => new Http2Frame(Http2FrameType.Settings, 0, 0, []).ToBytes());

    [Fact]
    public Task Pings_WithoutEnd_OthersAreAnswered() => FloodAsync(_ => new Http2Frame(Http2FrameType.Ping, 0, 0, new byte[8]).ToBytes());

    // HEADERS without END_HEADERS, and CONTINUATION after CONTINUATION.
    [Fact]
    public Task Continuations_WithoutEnd_TheConnectionIsClosedAndOthersAreAnswered() => FloodAsync(i => i == 0
        ? new Http2Frame(Http2FrameType.Headers, 0, 1, Headers).ToBytes()
        : new Http2Frame(Http2FrameType.Continuation, 0, 1, Http2Wire.Literal($"x{i:0000000}", new('x', 255))).ToBytes(), mustClose: true);

    private async Task FloodAsync(Func<int, byte[]> frame, bool mustClose = false)
    {
        // Signed in before: whoever comes without an identity from where the flood comes from may be told to wait.
        var hotspots = new HotspotService.HotspotServiceClient(await fixture.Gateway.AsAsync("dispatcher.de"));
        using var wire = await Http2Wire.ConnectAsync(fixture.Gateway.GrpcDoor);

        var isClosed = Send(wire.Socket, frame);

        Assert.True(isClosed || !mustClose, "The connection took all of it.");
        Assert.Equal("hotspots/port", (await hotspots.GetHotspotAsync(new() { Name = "hotspots/port" }, deadline: Patience.Deadline)).Name);
    }

    // Reads nothing, as who floods does. Whether the door closed the connection; if it takes no more instead, that is as good.
    private static bool Send(Socket socket, Func<int, byte[]> frame)
    {
        socket.SendTimeout = 2000;
        try
        {
            foreach (var part in Enumerable.Range(0, Frames).Select(frame).Chunk(100))
            {
                socket.Send([.. part.SelectMany(bytes => bytes)]);
            }

            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
