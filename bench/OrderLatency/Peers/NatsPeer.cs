using System.Diagnostics;
using System.Globalization;

namespace TaskForce.OrderLatency.Peers;

/// <summary>
/// A JetStream stream on files, with a push consumer per unit. It acknowledges before it syncs (every two minutes by default), so it is the
/// upper bound and not an equal. https://docs.nats.io/reference/reference-protocols
/// </summary>
internal sealed class NatsPeer : IPeer
{
    private const string Connect = "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n";

    private readonly PeerServer _server = new("nats-server", (port, data) => ["-a", "127.0.0.1", "-p", $"{port}", "-js", "-sd", data]);
    private PeerConnection[] _producers = [];
    private PeerConnection[] _units = [];

    public string Name => "NATS";

    public async Task ConnectAsync(int units, int producers)
    {
        _producers = await Task.WhenAll(Enumerable.Range(0, producers).Select(i => OpenAsync($"answers.{i}")));
        _units = await Task.WhenAll(Enumerable.Range(0, units).Select(i => OpenAsync($"units.{i}")));
        await AskAsync("STREAM.CREATE.ORDERS", """{"name":"ORDERS","subjects":["orders.*"],"storage":"file","retention":"limits"}""");
        foreach (var unit in Enumerable.Range(0, units))
        {
            await AskAsync("CONSUMER.CREATE.ORDERS",
                $$$"""{"stream_name":"ORDERS","config":{"deliver_subject":"units.{{{unit}}}","filter_subject":"orders.{{{unit}}}","ack_policy":"none","deliver_policy":"new"}}""");
        }
    }

    public async Task<long> NextAsync(int unit)
    {
        await ReadAsync(_units[unit]);
        return Stopwatch.GetTimestamp();
    }

    public async Task SendAsync(int producer, IReadOnlyList<int> units)
    {
        await _producers[producer].WriteAsync(string.Concat(units.Select(unit =>
            $"PUB orders.{unit} answers.{producer} {PeerTrial.Order.Length}\r\n{PeerTrial.Order}\r\n")));
        foreach (var _ in units)
        {
            await ReadAsync(_producers[producer]);
        }
    }

    public ValueTask DisposeAsync()
    {
        Array.ForEach(_units, unit => unit.Dispose());
        Array.ForEach(_producers, producer => producer.Dispose());
        return _server.DisposeAsync();
    }

    private async Task<PeerConnection> OpenAsync(string subject)
    {
        var connection = await _server.ConnectAsync();
        await connection.ReadLineAsync();
        await connection.WriteAsync($"{Connect}SUB {subject} 1\r\nPING\r\n");
        while (await connection.ReadLineAsync() != "PONG")
        {
        }

        return connection;
    }

    private async Task AskAsync(string api, string body)
    {
        await _producers[0].WriteAsync($"PUB $JS.API.{api} answers.0 {body.Length}\r\n{body}\r\n");
        var answer = await ReadAsync(_producers[0]);
        if (answer.Contains("\"error\"", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"NATS refused {api}: {answer}");
        }
    }

    private static async Task<string> ReadAsync(PeerConnection connection)
    {
        while (true)
        {
            var line = await connection.ReadLineAsync();
            if (line == "PING")
            {
                await connection.WriteAsync("PONG\r\n");
            }
            else if (line.StartsWith("MSG ", StringComparison.Ordinal))
            {
                var size = int.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
                var body = await connection.ReadAsync(size + 2);
                return System.Text.Encoding.ASCII.GetString(body, 0, size);
            }
            else if (line.StartsWith("-ERR", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"NATS refused: {line}");
            }
        }
    }
}
