using System.Diagnostics.Metrics;

namespace TaskForce.TakBridge;

/// <summary>What is counted of TAK clients; never who or where.</summary>
internal sealed class TakMetrics
{
    private readonly UpDownCounter<int> _connections;
    private readonly Counter<long> _taken;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _ended;

    public TakMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("TaskForce.TakBridge");
        _connections = meter.CreateUpDownCounter<int>("taskforce.tak.connections", description: "Clients that are connected.");
        _taken = meter.CreateCounter<long>("taskforce.tak.events_taken", description: "Events of clients that something was made of, by kind.");
        _dropped = meter.CreateCounter<long>("taskforce.tak.events_dropped", description: "Events of clients that nothing was made of, by reason.");
        _sent = meter.CreateCounter<long>("taskforce.tak.events_sent", description: "Events that were sent to clients.");
        _ended = meter.CreateCounter<long>("taskforce.tak.connections_ended", description: "Connections that ended, by reason.");
    }

    public void Connected(int change) => _connections.Add(change);

    public void Taken(string kind) => _taken.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void Dropped(string reason, int count = 1) => _dropped.Add(count, new KeyValuePair<string, object?>("reason", reason));

    public void Sent() => _sent.Add(1);

    public void Ended(string reason) => _ended.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
