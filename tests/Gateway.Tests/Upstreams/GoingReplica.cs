using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TaskForce.Gateway.Tests.Upstreams;

/// <summary>A process that is stopping just when a call comes, by the frames of HTTP/2: it has the whole request, says that it did not look at it, and is gone.</summary>
internal sealed class GoingReplica : IDisposable
{
    private const int Preface = 24;
    private const int Header = 9;
    private const byte Data = 0;
    private const byte EndOfStream = 1;

    private static readonly byte[] Settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];

    // The last stream that was looked at is 0, that is none.
    private static readonly byte[] GoAway = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly TcpListener _door;

    public GoingReplica(string address, int port)
    {
        _door = new(IPAddress.Parse(address), port);
        _door.Start();
        Gone = GoAsync();
    }

    /// <summary>Done when it has had a call and is gone.</summary>
    public Task Gone { get; }

    public void Dispose() => _door.Dispose();

    private async Task GoAsync()
    {
        using var caller = await _door.AcceptTcpClientAsync();
        var stream = caller.GetStream();
        await stream.WriteAsync(Settings);
        await stream.ReadExactlyAsync(new byte[Preface]);
        var header = new byte[Header];
        do
        {
            await stream.ReadExactlyAsync(header);
            await stream.ReadExactlyAsync(new byte[(header[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(1))]);
        }
        while (header[3] != Data || (header[4] & EndOfStream) == 0);

        _door.Stop();
        await stream.WriteAsync(GoAway);
    }
}
