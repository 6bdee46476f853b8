using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace TaskForce.OrderLatency.Peers;

/// <summary>
/// Mosquitto, quality of service 1 on both sides, a topic per unit. It acknowledges what it holds in memory. Speaks the little of MQTT 3.1.1 that is
/// needed: http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/mqtt-v3.1.1.html
/// </summary>
internal sealed class MosquittoPeer : IPeer
{
    private const byte Connect = 0x10;
    private const byte Publish = 0x32;
    private const byte PublishAcknowledgement = 0x40;
    private const byte Subscribe = 0x82;

    private readonly PeerServer _server = new("mosquitto", (port, data) => ["-c", Configuration(port, data)]);
    private PeerConnection[] _producers = [];
    private PeerConnection[] _units = [];

    public string Name => "Mosquitto";

    public async Task ConnectAsync(int units, int producers)
    {
        _producers = await Task.WhenAll(Enumerable.Range(0, producers).Select(i => OpenAsync($"producer-{i}")));
        _units = await Task.WhenAll(Enumerable.Range(0, units).Select(i => OpenAsync($"unit-{i}")));
        foreach (var (unit, connection) in _units.Index())
        {
            await connection.WriteAsync(Packet(Subscribe, [0, 1, .. Text(TopicOf(unit)), 1]));
            await ReadAsync(connection);
        }
    }

    public async Task<long> NextAsync(int unit)
    {
        var (_, body) = await ReadAsync(_units[unit]);
        var arrived = Stopwatch.GetTimestamp();
        var topic = BinaryPrimitives.ReadUInt16BigEndian(body);
        await _units[unit].WriteAsync(Packet(PublishAcknowledgement, body.AsSpan(2 + topic, 2)));
        return arrived;
    }

    public async Task SendAsync(int producer, IReadOnlyList<int> units)
    {
        await _producers[producer].WriteAsync([.. units.SelectMany((unit, i) =>
            Packet(Publish, [.. Text(TopicOf(unit)), 0, (byte)(i + 1), .. Encoding.ASCII.GetBytes(PeerTrial.Order)]))]);
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

    private static string Configuration(int port, string data)
    {
        var file = Path.Combine(data, "mosquitto.conf");
        File.WriteAllText(file, $"""
            listener {port} 127.0.0.1
            allow_anonymous true
            user {Environment.UserName}
            persistence true
            persistence_location {data}/
            set_tcp_nodelay true
            """ + "\n");
        return file;
    }

    private async Task<PeerConnection> OpenAsync(string id)
    {
        var connection = await _server.ConnectAsync();
        // Protocol level 4, a clean session, no keep-alive.
        await connection.WriteAsync(Packet(Connect, [.. Text("MQTT"), 4, 2, 0, 0, .. Text(id)]));
        await ReadAsync(connection);
        return connection;
    }

    private static string TopicOf(int unit) => $"orders/{unit}";

    private static byte[] Text(string text) => [(byte)(text.Length >> 8), (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    // The length is in groups of seven bits, the lowest first.
    private static byte[] Packet(byte type, ReadOnlySpan<byte> body)
    {
        var packet = new List<byte> { type };
        var left = body.Length;
        do
        {
            packet.Add((byte)((left % 128) | (left >= 128 ? 128 : 0)));
            left /= 128;
        }
        while (left > 0);
        packet.AddRange(body);
        return [.. packet];
    }

    private static async Task<(byte Type, byte[] Body)> ReadAsync(PeerConnection connection)
    {
        var type = await connection.ReadByteAsync();
        var (length, shift, group) = (0, 0, (byte)0);
        do
        {
            group = await connection.ReadByteAsync();
            length |= (group & 127) << shift;
            shift += 7;
        }
        while (group >= 128);
        return (type, await connection.ReadAsync(length));
    }
}
