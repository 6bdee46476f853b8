using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Geolocation.V1;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;

namespace TaskForce.Client;

/// <summary>Keeps a map of positions up to date for as long as it is wanted, over lost connections. One reader at a time.</summary>
public sealed class MapWatch
{
    private readonly PositionMap _map = new();
    private readonly ResumableWatch<PositionEvent> _watch;

    internal MapWatch(TaskForceConnection connection, PositionFilter? filter, MapView view, Action<LinkChange>? linkChanged) => _watch = new(
        after => connection.Positions.WatchPositions(new() { After = after, Filter = filter, View = view }),
        change => new(change.Sequence, change.Type == EventType.Heartbeat)
        {
            IsBesideLog = change.Type is EventType.Changed or EventType.Reset,
            BeginsAnew = change.Type == EventType.Reset,
        })
    { LinkChanged = linkChanged, RefuseToken = connection.RefuseToken };

    /// <summary>What is on the map, by subject.</summary>
    public IReadOnlyDictionary<string, MapSubject> Subjects => _map.Subjects;

    /// <summary>What changes, beginning with all that is on the map. While the reader is busy, the server waits, and then tells only what is newest.</summary>
    /// <exception cref="TaskForceException">The server refuses the watch; trying again would not help.</exception>
    public async IAsyncEnumerable<IReadOnlyList<MapChange>> ReadAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var change in _watch.ReadAsync(0, cancellation))
        {
            if (_map.Apply(change) is [_, ..] changes)
            {
                yield return changes;
            }
        }
    }
}

/// <summary>Opens maps.</summary>
public static class MapWatches
{
    /// <summary>A map of positions.</summary>
    /// <param name="connection">To the gateway.</param>
    /// <param name="filter">Which positions; null for all.</param>
    /// <param name="zoom">Of a web map, 0 to 22, so that moves of less than a pixel are not told; null tells all.</param>
    /// <param name="leastInterval">How long from one round to the next at least, 0.1 s to 1 minute; null is 1 s.</param>
    /// <param name="linkChanged">Hears when the server is lost and heard again.</param>
    public static MapWatch WatchMap(
        this TaskForceConnection connection, PositionFilter? filter = null, int? zoom = null, TimeSpan? leastInterval = null, Action<LinkChange>? linkChanged = null)
    {
        var view = new MapView { LeastInterval = leastInterval is { } interval ? Duration.FromTimeSpan(interval) : null };
        if (zoom is { } level)
        {
            view.Zoom = level;
        }

        return new(connection, filter, view, linkChanged);
    }
}
