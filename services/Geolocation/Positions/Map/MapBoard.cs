using Microsoft.Extensions.Options;

namespace TaskForce.Geolocation.Positions.Map;

/// <summary>
/// The layers of all zooms that are watched. They are brought up to date by those who watch, as often as they look; whoever reports does not wait for
/// that. Thread safe.
/// </summary>
internal sealed class MapBoard(PositionFeed feed, IOptions<MapOptions> options, TimeProvider clock) : IDisposable
{
    // Until then watches whose callers are gone have been found out.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private const int WithoutZoom = -1;

    private readonly Lock _gate = new();
    private readonly ReadWriteLock _lock = new();
    private readonly Dictionary<int, (MapLayer Layer, int Watchers)> _layers = [];
    private readonly List<int> _changed = [];
    private object? _disclosed;
    private int _watchers;

    public PositionIndex Index => feed.Index;

    /// <summary>The layer of a zoom, and a place among those who watch; to be disposed of.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Exhausted"/>, <c>TOO_MANY_MAPS</c>.</exception>
    public Lease Open(int? zoom)
    {
        lock (_gate)
        {
            if (_watchers >= options.Value.MostWatchers)
            {
                throw new DomainException(Fault.Exhausted, "TOO_MANY_MAPS", $"{_watchers} maps are watched already, as many as this process allows.") { RetryAfter = Pause };
            }

            Refresh();
            var (layer, watchers) = _layers.GetValueOrDefault(zoom ?? WithoutZoom);
            layer ??= Show(new(zoom, Index));
            _layers[zoom ?? WithoutZoom] = (layer, watchers + 1);
            _watchers++;
            return new(this, zoom, layer);
        }
    }

    /// <summary>Brings all layers up to date; the sequence up to which they are, and the stamp of the newest change.</summary>
    public (long End, long Stamp) Refresh()
    {
        lock (_gate)
        {
            _changed.Clear();
            var state = feed.TakeChanged(_changed);
            var now = clock.GetUtcNow().UtcTicks;
            foreach (var (layer, _) in _layers.Values)
            {
                layer.TakeGrownTo(_changed, now);
            }

            if (Index.Disclosures.Index is var disclosed && !ReferenceEquals(disclosed, _disclosed))
            {
                _changed.AddRange(disclosed.Subjects);
                _disclosed = disclosed;
            }

            if (_layers.Count > 0 && _changed.Count > 0)
            {
                Put(_changed, [.. _layers.Values.Select(each => each.Layer)], now);
            }

            return state;
        }
    }

    /// <summary>Ends when there is something later than a stamp, or after a few seconds.</summary>
    public Task ChangedAsync(long stamp) => feed.ChangedAsync(stamp);

    /// <summary>Looks at layers, which do not change meanwhile.</summary>
    public T Read<T>(Func<T> read) => _lock.Read(read);

    public void Dispose() => _lock.Dispose();

    private MapLayer Show(MapLayer layer)
    {
        Put([.. Enumerable.Range(0, Index.Subjects.Known)], [layer], clock.GetUtcNow().UtcTicks);
        return layer;
    }

    private void Put(List<int> subjects, MapLayer[] layers, long now)
    {
        const int AtOnce = 1024;
        for (var from = 0; from < subjects.Count; from += AtOnce)
        {
            var known = Index.Find(subjects.GetRange(from, Math.Min(AtOnce, subjects.Count - from)));
            using var writing = _lock.Writing();
            foreach (var layer in layers)
            {
                known.ForEach(subject => layer.Put(subject, now));
            }
        }
    }

    private void Close(int? zoom)
    {
        lock (_gate)
        {
            var (layer, watchers) = _layers[zoom ?? WithoutZoom];
            _layers[zoom ?? WithoutZoom] = (layer, watchers - 1);
            if (watchers == 1)
            {
                _layers.Remove(zoom ?? WithoutZoom);
            }

            _watchers--;
        }
    }

    /// <summary>A place among those who watch.</summary>
    internal sealed class Lease(MapBoard board, int? zoom, MapLayer layer) : IDisposable
    {
        public MapLayer Layer => layer;

        public void Dispose() => board.Close(zoom);
    }
}
