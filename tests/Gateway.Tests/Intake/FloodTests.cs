using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TaskForce.Tasking.V1;

namespace TaskForce.Gateway.Tests.Intake;

/// <summary>One connection that floods the HTTP/2 door with frames; what others ask must be answered.</summary>
public class FloodTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const int Frames = 60_000;

    // POST, http, the path / and the authority a, as HPACK's static table has them.
    private static readonly byte[] Headers = [0x83, 0x86, 0x84, 0x01, 0x01, (byte)'a'];

    [Fact]
    public Task RapidReset_OnOneConnection_OthersAreAnswered() =>
        FloodAsync(i => [.. Frame(1, flags: 4, (2 * i) + 1, Headers), .. Frame(3, flags: 0, (2 * i) + 1, [0, 0, 0, 8])]);

    [Fact]
    public Task Settings_WithoutEnd_OthersAreAnswered() => FloodAsync(_ => Frame(4, flags: 0, stream: 0, []));

    [Fact]
    public Task Pings_WithoutEnd_OthersAreAnswered() => FloodAsync(_ => Frame(6, flags: 0, stream: 0, new byte[8]));

    // HEADERS without END_HEADERS, and CONTINUATION after CONTINUATION.
    [Fact]
    public Task Continuations_WithoutEnd_TheConnectionIsClosedAndOthersAreAnswered() =>
        FloodAsync(i => i == 0 ? Frame(1, flags: 0, 1, Headers) : Frame(9, flags: 0, 1, Literal(i)), mustClose: true);

    private async Task FloodAsync(Func<int, byte[]> frame, bool mustClose = false)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, fixture.Gateway.GrpcDoor.Port);
        socket.Send([.. Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), .. Frame(4, 0, 0, [])]);

        var isClosed = Send(socket, frame);

        Assert.True(isClosed || !mustClose, "The connection took all of it.");
        var hotspots = new HotspotService.HotspotServiceClient(await fixture.Gateway.AsAsync("dispatcher.de"));
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

    private static byte[] Literal(int i) => [0x00, 0x08, .. Encoding.ASCII.GetBytes($"x{i:0000000}"[..8]), 0x7F, 0x01, .. new byte[128].Select(_ => (byte)'x')];

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        (frame[1], frame[2], frame[3], frame[4]) = ((byte)(payload.Length >> 8), (byte)payload.Length, type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }
}
