using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TaskForce.OrderLatency;

/// <summary>The peer: a Redis stream per unit, synced at every append, each read by a blocked <c>XREAD</c> on a connection of its own.</summary>
internal sealed class RedisPeer : IAsyncDisposable
{
    private const int PerDispatch = 4;
    private const int WarmUp = 20;

    // About what an order weighs on the wire.
    private static readonly string Order = new('x', 700);

    private readonly Process _server;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-redis-");
    private readonly int _port;

    private RedisPeer()
    {
        using (var any = new TcpListener(IPAddress.Loopback, 0))
        {
            any.Start();
            _port = ((IPEndPoint)any.LocalEndpoint).Port;
        }

        _server = Process.Start(new ProcessStartInfo("redis-server",
            ["--bind", "127.0.0.1", "--port", $"{_port}", "--dir", _data.FullName, "--appendonly", "yes", "--appendfsync", "always", "--save", ""])
        { RedirectStandardOutput = true })!;
    }

    /// <summary>As many appends as a dispatch has orders that reach a connected unit, from before they are sent to when each is read.</summary>
    public static async Task<IReadOnlyCollection<TimeSpan>> MeasureAsync(int units, int samples)
    {
        await using var redis = new RedisPeer();
        using var producer = await redis.ConnectAsync();
        var readers = await Task.WhenAll(Enumerable.Range(0, units).Select(_ => redis.ConnectAsync()));
        var latencies = new List<TimeSpan>();
        for (var sample = -WarmUp; sample < samples; sample++)
        {
            var chosen = Enumerable.Range(0, Math.Min(units, PerDispatch)).Select(i => (((sample + WarmUp) * PerDispatch) + i) % units).ToList();
            var arrivals = chosen.ConvertAll(unit => ReadAsync(readers[unit], unit));
            var began = Stopwatch.GetTimestamp();
            await producer.SendAsync([.. chosen.Select(unit => (IReadOnlyList<string>)["XADD", $"orders:{unit}", "*", "order", Order])]);
            var measured = (await Task.WhenAll(arrivals)).Select(arrived => Stopwatch.GetElapsedTime(began, arrived));
            latencies.AddRange(sample < 0 ? [] : measured);
            await producer.ReadAsync(chosen.Count);
        }

        Array.ForEach(readers, reader => reader.Dispose());
        return latencies;
    }

    public async ValueTask DisposeAsync()
    {
        _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
        _data.Delete(recursive: true);
    }

    private static async Task<long> ReadAsync(Connection reader, int unit)
    {
        await reader.SendAsync([["XREAD", "BLOCK", "0", "STREAMS", $"orders:{unit}", reader.Last]]);
        reader.Last = await reader.ReadEntryAsync();
        return Stopwatch.GetTimestamp();
    }

    private async Task<Connection> ConnectAsync()
    {
        while (true)
        {
            var client = new TcpClient { NoDelay = true };
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, _port);
                return new(client);
            }
            catch (SocketException) when (!_server.HasExited)
            {
                client.Dispose();
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    /// <summary>Speaks the little of RESP that is needed.</summary>
    private sealed class Connection(TcpClient client) : IDisposable
    {
        private readonly StreamReader _reader = new(client.GetStream(), Encoding.ASCII);

        /// <summary>The id of the last entry that was read.</summary>
        public string Last { get; set; } = "0";

        public async Task SendAsync(IReadOnlyList<IReadOnlyList<string>> commands)
        {
            var text = new StringBuilder();
            foreach (var command in commands)
            {
                text.Append(CultureInfo.InvariantCulture, $"*{command.Count}\r\n");
                foreach (var word in command)
                {
                    text.Append(CultureInfo.InvariantCulture, $"${word.Length}\r\n{word}\r\n");
                }
            }

            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text.ToString()));
        }

        /// <summary>Reads so many bulk strings and throws them away.</summary>
        public async Task ReadAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await LineAsync();
                await LineAsync();
            }
        }

        /// <summary>Reads the answer of <c>XREAD</c> with one entry and returns its id: one stream, its name, one entry, its id, its two fields.</summary>
        public async Task<string> ReadEntryAsync()
        {
            const int BeforeId = 7;
            const int AfterId = 5;
            for (var i = 0; i < BeforeId; i++)
            {
                await LineAsync();
            }

            var id = await LineAsync();
            for (var i = 0; i < AfterId; i++)
            {
                await LineAsync();
            }

            return id;
        }

        public void Dispose() => client.Dispose();

        private async Task<string> LineAsync() => await _reader.ReadLineAsync() is { } line && !line.StartsWith('-')
            ? line
            : throw new InvalidOperationException("Redis refused a command.");
    }
}
