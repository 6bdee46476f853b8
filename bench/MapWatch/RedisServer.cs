using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TaskForce.OrderLatency.Peers;

namespace TaskForce.MapWatch;

/// <summary>Redis: a <c>PUBLISH</c> a position, pipelined, to everybody who has subscribed. It keeps none, merges none, and knows no area.</summary>
internal sealed class RedisServer : IServer
{
    // A subscriber that is slower than this is cut off by Redis; here all are quick or waited for.
    private readonly PeerServer _server = new("redis-server", (port, data) =>
        ["--bind", "127.0.0.1", "--port", $"{port}", "--dir", data, "--save", "", "--client-output-buffer-limit", "pubsub 0 0 0"]);

    public string Name => "Redis PUBLISH";

    public int ProcessId => _server.ProcessId;

    public async Task<IReporter> OpenAsync() => new Reporter(await ConnectAsync());

    public async Task ReadAsync(Counts counts, CancellationToken cancellation)
    {
        using var client = await ConnectAsync();
        var stream = client.GetStream();
        await stream.WriteAsync("SUBSCRIBE fleet\r\n"u8.ToArray(), cancellation);
        var (buffer, end) = (new byte[64 * 1024], 0);
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer.AsMemory(end), cancellation)) > 0;)
            {
                counts.AddBytes(read);
                end += read;
                var used = CountMessages(buffer.AsSpan(0, end), counts);
                buffer.AsSpan(used, end - used).CopyTo(buffer);
                end -= used;
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    // Each message ends with its text, which begins with when it was sent; how many bytes were looked at to the end.
    private static int CountMessages(ReadOnlySpan<byte> bytes, Counts counts)
    {
        var used = 0;
        while (bytes[used..].IndexOf("\r\n$"u8) is >= 0 and var mark && bytes[(used + mark + 3)..].IndexOf("\r\n"u8) is >= 0 and var digits)
        {
            var start = used + mark + 3 + digits + 2;
            var length = int.Parse(bytes.Slice(used + mark + 3, digits), NumberStyles.None, CultureInfo.InvariantCulture);
            if (start + length > bytes.Length)
            {
                break;
            }

            if (length > 20)
            {
                counts.AddPosition(long.Parse(bytes.Slice(start, 13), NumberStyles.None, CultureInfo.InvariantCulture));
            }

            used = start + length;
        }

        return used;
    }

    private async Task<TcpClient> ConnectAsync()
    {
        using (await _server.ConnectAsync())
        {
            var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(IPAddress.Loopback, _server.Port);
            return client;
        }
    }

    private sealed class Reporter(TcpClient client) : IReporter
    {
        private readonly NetworkStream _stream = client.GetStream();
        private readonly Queue<int> _batches = [];
        private readonly byte[] _answers = new byte[16 * 1024];
        private int _lines;

        public async Task SendAsync(Fleet fleet, int first, int count, int report)
        {
            var request = new MemoryStream();
            for (var unit = first; unit < first + count; unit++)
            {
                var text = fleet.Text(unit, report);
                request.Write(Encoding.ASCII.GetBytes($"*3\r\n$7\r\nPUBLISH\r\n$5\r\nfleet\r\n${text.Length}\r\n"));
                request.Write(text);
                request.Write("\r\n"u8);
            }

            _batches.Enqueue(count);
            await _stream.WriteAsync(request.GetBuffer().AsMemory(0, (int)request.Length));
        }

        // Each is answered with a line: how many got it.
        public async Task AcknowledgedAsync()
        {
            for (var count = _batches.Dequeue(); _lines < count;)
            {
                var read = await _stream.ReadAsync(_answers);
                _lines += read > 0 ? _answers.AsSpan(0, read).Count((byte)'\n') : throw new InvalidOperationException("Redis has hung up.");
                if (_lines >= count)
                {
                    _lines -= count;
                    return;
                }
            }
        }

        public void Dispose() => client.Dispose();
    }
}
