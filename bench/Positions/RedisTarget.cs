using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TaskForce.OrderLatency.Peers;

namespace TaskForce.Positions;

/// <summary>Redis: a <c>GEOADD</c> a position, pipelined; <c>GEOSEARCH</c>. Speaks the little of RESP that is needed.</summary>
internal sealed class RedisTarget(RedisFile file) : IServer
{
    private readonly PeerServer _server = new("redis-server", (port, data) =>
        ["--bind", "127.0.0.1", "--port", $"{port}", "--dir", data, "--save", "", "--appendonly", file == RedisFile.Synced ? "yes" : "no", "--appendfsync", "always"]);

    private PeerConnection? _asking;

    public string Name => file == RedisFile.Synced ? "Redis, synced" : "Redis";

    public TimeSpan ProcessorTime => Processes.TimeOf(_server.ProcessId);

    public long DiskBytes => _server.Data.BytesOnDisk();

    public async Task<ILane> OpenAsync()
    {
        using (await _server.ConnectAsync())
        {
            var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(IPAddress.Loopback, _server.Port);
            return new Lane(client);
        }
    }

    public async Task<int> FindAsync(Inquiry inquiry)
    {
        _asking ??= await _server.ConnectAsync();
        string[] within = inquiry.IsBox ? ["BYBOX", Text(2 * inquiry.Radius), Text(2 * inquiry.Radius)] : ["BYRADIUS", Text(inquiry.Radius)];
        string[] words =
        [
            "GEOSEARCH", "fleet", "FROMLONLAT", Text(inquiry.Longitude), Text(inquiry.Latitude), .. within, "m", "ASC", "COUNT", Text(inquiry.Most), "WITHCOORD", "WITHDIST",
        ];
        await _asking.WriteAsync($"*{words.Length}\r\n{string.Concat(words.Select(word => $"${word.Length}\r\n{word}\r\n"))}");
        var count = int.Parse((await _asking.ReadLineAsync())[1..], CultureInfo.InvariantCulture);
        // Each: an array of name, distance, and an array of two coordinates; all texts are a length and a line.
        const int LinesPerPlace = 1 + 2 + 2 + 1 + 4;
        for (var line = 0; line < count * LinesPerPlace; line++)
        {
            await _asking.ReadLineAsync();
        }

        return count;
    }

    public ValueTask DisposeAsync()
    {
        _asking?.Dispose();
        return _server.DisposeAsync();
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Lane : ILane
    {
        private readonly TcpClient _client;
        private readonly Stream _stream;
        private readonly byte[] _answers = new byte[64 * 1024];
        private byte[] _buffer = new byte[64 * 1024];
        private int _lines;

        public Lane(TcpClient client) => (_client, _stream) = (client, Wire.Count(client.GetStream()));

        public Wire Wire { get; } = new();

        public async Task SendAsync(Fleet fleet, Round subjects, int count, int report, long? time)
        {
            var length = 0;
            for (var i = 0; i < count; i++)
            {
                var subject = subjects.At(i);
                if (_buffer.Length - length < 512)
                {
                    Array.Resize(ref _buffer, _buffer.Length * 2);
                }

                length += Write(_buffer.AsSpan(length), fleet.NameOf(subject), fleet.PlaceOf(subject, report));
            }

            await _stream.WriteAsync(_buffer.AsMemory(0, length));
        }

        public async Task<int> AcknowledgedAsync(int batchSize)
        {
            while (_lines < batchSize)
            {
                var count = await _stream.ReadAsync(_answers);
                var answers = _answers.AsSpan(0, count);
                _lines += count > 0 && !answers.Contains((byte)'-')
                    ? answers.Count((byte)'\n')
                    : throw new InvalidOperationException($"Redis refused: {Encoding.ASCII.GetString(answers)}");
            }

            var batches = _lines / batchSize;
            _lines -= batches * batchSize;
            return batches;
        }

        public void Dispose() => _client.Dispose();

        private static int Write(Span<byte> span, ReadOnlySpan<byte> name, (double Latitude, double Longitude) place)
        {
            var at = Put(span, "*5\r\n$6\r\nGEOADD\r\n$5\r\nfleet\r\n"u8);
            at += PutNumber(span[at..], place.Longitude);
            at += PutNumber(span[at..], place.Latitude);
            at += Put(span[at..], "$"u8);
            Utf8Formatter.TryFormat(name.Length, span[at..], out var digits);
            at += digits;
            at += Put(span[at..], "\r\n"u8);
            at += Put(span[at..], name);
            return at + Put(span[at..], "\r\n"u8);
        }

        private static int Put(Span<byte> span, ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(span);
            return bytes.Length;
        }

        // A number of 11 to 99 bytes: Redis takes no length with a zero in front.
        private static int PutNumber(Span<byte> span, double number)
        {
            Utf8Formatter.TryFormat(number, span[5..], out var length, new('F', 9));
            (span[0], span[1], span[2], span[3], span[4]) = ((byte)'$', (byte)('0' + (length / 10)), (byte)('0' + (length % 10)), (byte)'\r', (byte)'\n');
            return 5 + length + Put(span[(5 + length)..], "\r\n"u8);
        }
    }
}

/// <summary>What Redis keeps on disk.</summary>
internal enum RedisFile
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Each command, synced before it is acknowledged.</summary>
    Synced,
}
