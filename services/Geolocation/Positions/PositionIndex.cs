using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Positions;

/// <summary>A last known position and how far it is.</summary>
internal readonly record struct Neighbour(TrackPoint Point, double Metres);

/// <summary>
/// The last known position of every subject, in memory, by name and by place. Points may come in any order: the latest event time
/// wins. Thread safe.
/// </summary>
internal sealed class PositionIndex : IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<string, SphereGrid.Item> _bySubject = [];
    private readonly SphereGrid _grid = new();
    private long _end;

    /// <summary>The sequence of the newest point that was taken in.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>Takes points in.</summary>
    public void Apply(IReadOnlyList<TrackPoint> points)
    {
        _lock.EnterWriteLock();
        try
        {
            foreach (var point in points)
            {
                Apply(point);
            }
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Notes that the track reaches as far as <paramref name="sequence"/>.</summary>
    public void Advance(long sequence) => Volatile.Write(ref _end, Math.Max(_end, sequence));

    /// <summary>The last known position of a subject, or null if it never reported.</summary>
    public TrackPoint? Find(string subject) => Read(() => _bySubject.GetValueOrDefault(subject)?.Point);

    /// <summary>The nearest that match, nearest first.</summary>
    /// <param name="from">From where.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="radiusMetres">How far at most.</param>
    /// <param name="selection">Which subjects.</param>
    /// <param name="notBefore">Earlier event times are left out.</param>
    public IReadOnlyList<Neighbour> FindNearest(GeoPoint from, int most, double radiusMetres, Selection selection, DateTimeOffset notBefore)
    {
        var nearest = new Nearest(most, radiusMetres, selection, notBefore);
        Read(() => Visit(SpherePoint.Of(from), selection, nearest));
        return nearest.Result();
    }

    /// <summary>Every last known position that matches, by sequence, and the sequence up to which that is so.</summary>
    public (IReadOnlyList<TrackPoint> Points, long End) FindAll(Selection selection)
    {
        var all = new All(selection);
        var end = Read(() =>
        {
            Visit(selection.Area?.Bounds.Centre ?? default, selection, all);
            return _end;
        });
        return (all.Result(), end);
    }

    public void Dispose() => _lock.Dispose();

    private void Apply(TrackPoint point)
    {
        Advance(point.Sequence);
        if (_bySubject.TryGetValue(point.Subject, out var known))
        {
            if (known.Point.EventTime >= point.EventTime)
            {
                return;
            }

            _grid.Remove(known);
        }

        var item = new SphereGrid.Item(point);
        _bySubject[point.Subject] = item;
        _grid.Add(item);
    }

    // Named subjects are looked up; only questions about places go by place.
    private bool Visit(SpherePoint from, Selection selection, SphereGrid.Visitor visitor)
    {
        if (selection.Subjects.Count == 0)
        {
            _grid.VisitNear(from, visitor);
            return true;
        }

        foreach (var item in selection.Subjects.Select(subject => _bySubject.GetValueOrDefault(subject)).OfType<SphereGrid.Item>())
        {
            var chordSquared = item.At.ChordSquaredTo(from);
            if (chordSquared <= visitor.ReachSquared)
            {
                visitor.Visit(item.Point, chordSquared);
            }
        }

        return true;
    }

    private T Read<T>(Func<T> read)
    {
        _lock.EnterReadLock();
        try
        {
            return read();
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    private sealed class All : SphereGrid.Visitor
    {
        private readonly Selection _selection;
        private readonly List<TrackPoint> _found = [];

        public All(Selection selection) => (_selection, Within) = (selection, selection.Area?.Bounds);

        public override void Visit(TrackPoint point, double chordSquared)
        {
            if (_selection.Includes(point))
            {
                _found.Add(point);
            }
        }

        public IReadOnlyList<TrackPoint> Result() => [.. _found.OrderBy(point => point.Sequence)];
    }

    // Keeps the nearest so far, the farthest of them on top, and looks no farther than that one.
    private sealed class Nearest : SphereGrid.Visitor
    {
        private readonly int _most;
        private readonly Selection _selection;
        private readonly DateTimeOffset _notBefore;
        private readonly PriorityQueue<TrackPoint, double> _found = new();

        public Nearest(int most, double radiusMetres, Selection selection, DateTimeOffset notBefore)
        {
            (_most, _selection, _notBefore) = (most, selection, notBefore);
            Within = selection.Area?.Bounds;
            ReachSquared = Sphere.ChordSquared(radiusMetres);
        }

        public override void Visit(TrackPoint point, double chordSquared)
        {
            if (point.EventTime < _notBefore || !_selection.Includes(point))
            {
                return;
            }

            _found.Enqueue(point, -chordSquared);
            if (_found.Count > _most)
            {
                _found.Dequeue();
            }

            if (_found.Count == _most && _found.TryPeek(out _, out var farthest))
            {
                ReachSquared = Math.Min(ReachSquared, -farthest);
            }
        }

        public IReadOnlyList<Neighbour> Result() =>
            [.. _found.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => new Neighbour(item.Element, Sphere.Metres(-item.Priority)))];
    }
}
