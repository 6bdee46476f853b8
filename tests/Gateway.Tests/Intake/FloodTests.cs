using System.Net.Sockets;
using Grpc.Core;
using TaskForce.Tasking.V1;

namespace TaskForce.Gateway.Tests.Intake;

/// <summary>One connection that floods the HTTP/2 door with frames; what others ask must be answered.</summary>
public class FloodTests(FloodTests.SignedIn fixture) : IClassFixture<FloodTests.SignedIn>
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
        var hotspots = new HotspotService.HotspotServiceClient(fixture.Dispatcher);
        using var wire = await Http2Wire.ConnectAsync(fixture.Gateway.GrpcDoor);

        var isClosed = Send(wire.Socket, frame);

        // What was sent may still stand in the buffers between.
        Assert.True(isClosed || !mustClose || await EndsAsync(wire), "The connection took all of it.");
        Assert.Equal("hotspots/port", (await hotspots.GetHotspotAsync(new() { Name = "hotspots/port" }, deadline: Patience.Deadline)).Name);
    }

    private static async Task<bool> EndsAsync(Http2Wire wire) => await wire.ReadUntilAsync(_ => false) is null;

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

    /// <summary>Signed in before any flood: whoever comes without an identity from where one came from may be told to wait.</summary>
    public sealed class SignedIn : GatewayFixture
    {
        internal CallInvoker Dispatcher { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Dispatcher = await Gateway.AsAsync("dispatcher.de");
        }
    }
}
