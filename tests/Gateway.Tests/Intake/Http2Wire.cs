using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TaskForce.Gateway.Tests.Intake;

/// <summary>A frame of HTTP/2 (RFC 9113).</summary>
internal sealed record Http2Frame(Http2FrameType Type, byte Flags, int Stream, byte[] Payload)
{
    public byte[] ToBytes()
    {
        var frame = new byte[9 + Payload.Length];
        (frame[0], frame[1], frame[2], frame[3], frame[4]) = ((byte)(Payload.Length >> 16), (byte)(Payload.Length >> 8), (byte)Payload.Length, (byte)Type, Flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), Stream);
        Payload.CopyTo(frame, 9);
        return frame;
    }
}

internal enum Http2FrameType : byte
{
    Data = 0,
    Headers = 1,
    Reset = 3,
    Settings = 4,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
    Continuation = 9,
}

/// <summary>A connection to the HTTP/2 door that does what no client library would.</summary>
internal sealed class Http2Wire : IDisposable
{
    public const byte EndStream = 1;
    public const byte EndHeaders = 4;
    public const int MaxConcurrentStreams = 3;
    public const int InitialWindowSize = 4;
    public const int RefusedStream = 7;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Where bytes may be sent as they are.</summary>
    public Socket Socket => _socket;

    /// <summary>Connects and says which settings it has.</summary>
    public static async Task<Http2Wire> ConnectAsync(Uri door, params (int Setting, int Value)[] settings)
    {
        var wire = new Http2Wire();
        await wire._socket.ConnectAsync(IPAddress.Loopback, door.Port);
        await wire._socket.SendAsync(Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        await wire.SendAsync(new(Http2FrameType.Settings, 0, 0, [.. settings.SelectMany(each => ToBytes(each.Setting, each.Value))]));
        return wire;
    }

    public async Task SendAsync(Http2Frame frame) => await _socket.SendAsync(frame.ToBytes());

    /// <summary>Begins a gRPC call with a message, and leaves the stream open for its answer.</summary>
    public async Task CallAsync(int stream, string path, string token, byte[] message)
    {
        await SendAsync(new(Http2FrameType.Headers, EndHeaders, stream, RequestHeaders(path, token)));
        await SendAsync(new(Http2FrameType.Data, EndStream, stream, [0, 0, 0, 0, (byte)message.Length, .. message]));
    }

    /// <summary>The next frame like this; null if the connection ends first.</summary>
    public async Task<Http2Frame?> ReadUntilAsync(Func<Http2Frame, bool> isIt)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (await ReadAsync(limit.Token) is { } frame)
        {
            if (isIt(frame))
            {
                return frame;
            }
        }

        return null;
    }

    /// <summary>The value of a setting that a frame has; null if it has none.</summary>
    public static int? SettingOf(Http2Frame frame, int setting) => frame.Payload.Chunk(6).Where(each => each[1] == setting)
        .Select(each => (int?)BinaryPrimitives.ReadInt32BigEndian(each.AsSpan(2))).FirstOrDefault();

    public void Dispose() => _socket.Dispose();

    // Literals without indexing and without Huffman's code (RFC 7541).
    public static byte[] RequestHeaders(string path, string token) =>
    [
        .. Literal(":method", "POST"), .. Literal(":scheme", "http"), .. Literal(":path", path), .. Literal(":authority", "x"),
        .. Literal("content-type", "application/grpc"), .. Literal("te", "trailers"), .. Literal("authorization", $"Bearer {token}"),
    ];

    public static byte[] Literal(string name, string value) => [0, .. Text(name), .. Text(value)];

    private static byte[] Text(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        if (bytes.Length < 127)
        {
            return [(byte)bytes.Length, .. bytes];
        }

        var length = new List<byte> { 127 };
        var rest = bytes.Length - 127;
        for (; rest >= 128; rest >>= 7)
        {
            length.Add((byte)((rest & 127) | 128));
        }

        return [.. length, (byte)rest, .. bytes];
    }

    private static byte[] ToBytes(int setting, int value)
    {
        var bytes = new byte[6];
        bytes[1] = (byte)setting;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(2), value);
        return bytes;
    }

    private async Task<Http2Frame?> ReadAsync(CancellationToken cancellation)
    {
        if (await FillAsync(new byte[9], cancellation) is not { } head)
        {
            return null;
        }

        var payload = await FillAsync(new byte[(head[0] << 16) | (head[1] << 8) | head[2]], cancellation);
        return payload is null ? null : new((Http2FrameType)head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)) & int.MaxValue, payload);
    }

    private async Task<byte[]?> FillAsync(byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            for (var filled = 0; filled < buffer.Length;)
            {
                var read = await _socket.ReceiveAsync(buffer.AsMemory(filled), cancellation);
                if (read == 0)
                {
                    return null;
                }

                filled += read;
            }

            return buffer;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
