using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TaskForce.OrderLatency.Peers;

/// <summary>A Redis stream per unit, synced at every append, each read by a blocked <c>XREAD</c>. Speaks the little of RESP that is needed.</summary>
internal sealed class RedisPeer : IPeer
{
    private readonly PeerServer _server = new("redis-server", (port, data) =>
        ["--bind", "127.0.0.1", "--port", $"{port}", "--dir", data, "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxclients", "15000"]);

    private PeerConnection[] _producers = [];
    private PeerConnection[] _readers = [];
    private string[] _last = [];

    public string Name => "Redis";

    public async Task ConnectAsync(int units, int producers)
    {
        _producers = await Task.WhenAll(Enumerable.Range(0, producers).Select(_ => _server.ConnectAsync()));
        _readers = await Task.WhenAll(Enumerable.Range(0, units).Select(_ => _server.ConnectAsync()));
        _last = Enumerable.Repeat("0", units).ToArray();
        // Each waits from now on: what is measured is one among so many that are blocked.
        foreach (var unit in Enumerable.Range(0, units))
        {
            await AskAsync(unit);
        }
    }

    public async Task<long> NextAsync(int unit)
    {
        await ReadEntryAsync(unit);
        var arrived = Stopwatch.GetTimestamp();
        await AskAsync(unit);
        return arrived;
    }

    public async Task SendAsync(int producer, IReadOnlyList<int> units)
    {
        await _producers[producer].WriteAsync(string.Concat(units.Select(unit => Command("XADD", $"orders:{unit}", "*", "order", PeerTrial.Order))));
        foreach (var _ in units)
        {
            await LineAsync(_producers[producer]);
            await LineAsync(_producers[producer]);
        }
    }

    public ValueTask DisposeAsync()
    {
        Array.ForEach(_readers, reader => reader.Dispose());
        Array.ForEach(_producers, producer => producer.Dispose());
        return _server.DisposeAsync();
    }

    private Task AskAsync(int unit) => _readers[unit].WriteAsync(Command("XREAD", "COUNT", "1", "BLOCK", "0", "STREAMS", $"orders:{unit}", _last[unit]));

    // One stream, its name, one entry, its id, its two fields.
    private async Task ReadEntryAsync(int unit)
    {
        const int BeforeId = 7;
        const int AfterId = 5;
        for (var i = 0; i < BeforeId; i++)
        {
            await LineAsync(_readers[unit]);
        }

        _last[unit] = await LineAsync(_readers[unit]);
        for (var i = 0; i < AfterId; i++)
        {
            await LineAsync(_readers[unit]);
        }
    }

    private static string Command(params IReadOnlyList<string> words)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{words.Count}\r\n");
        foreach (var word in words)
        {
            text.Append(CultureInfo.InvariantCulture, $"${word.Length}\r\n{word}\r\n");
        }

        return text.ToString();
    }

    private static async Task<string> LineAsync(PeerConnection connection) => await connection.ReadLineAsync() is var line && !line.StartsWith('-')
        ? line
        : throw new InvalidOperationException($"Redis refused a command: {line}");
}
