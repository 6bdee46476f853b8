using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions;

/// <summary>
/// The last known position of every subject, in memory, by name and by place. Points may come in any order: the latest event time
/// wins. Thread safe.
/// </summary>
internal sealed class PositionIndex : IDisposable
{
    // Questions go in between.
    private const int PerLock = 1024;

    private readonly ReaderWriterLockSlim _lock = new();
    private readonly SphereGrid _grid = new();
    private Fix[] _known = new Fix[1024];
    private int _knownEnd;
    private long _end;

    /// <summary>The names of the subjects.</summary>
    public SubjectTable Subjects { get; } = new();

    /// <summary>The sequence of the newest point that was taken in.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>Takes points in.</summary>
    public void Apply(ReadOnlySpan<Fix> points)
    {
        while (points.Length > 0)
        {
            var some = points[..Math.Min(points.Length, PerLock)];
            _lock.EnterWriteLock();
            try
            {
                foreach (ref readonly var point in some)
                {
                    Apply(point);
                }
            }
            finally
            {
                _lock.ExitWriteLock();
            }

            points = points[some.Length..];
        }
    }

    /// <summary>Notes that the track reaches as far as <paramref name="sequence"/>.</summary>
    public void Advance(long sequence) => Volatile.Write(ref _end, Math.Max(_end, sequence));

    /// <summary>The last known position of a subject, or null if it never reported.</summary>
    public TrackPoint? Find(string subject) => Subjects.Find(subject) is >= 0 and var number && FindFix(number) is { } fix ? fix.ToTrackPoint(Subjects) : null;

    /// <summary>The last known position of a subject, or null if it never reported.</summary>
    public Fix? FindFix(int subject) => Read(() => subject < _knownEnd && _known[subject].Sequence > 0 ? _known[subject] : (Fix?)null);

    /// <summary>The last known positions of some subjects, by number.</summary>
    public Fix[] FindFixes(int from, int count) => Read(() => _known.AsSpan(0, _knownEnd).Slice(
        Math.Min(from, _knownEnd), Math.Clamp(_knownEnd - from, 0, count)).ToArray().Where(fix => fix.Sequence > 0).ToArray());

    /// <summary>The nearest that match, nearest first.</summary>
    /// <param name="from">From where.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="radiusMetres">How far at most.</param>
    /// <param name="selection">Which subjects.</param>
    /// <param name="notBefore">Earlier event times are left out.</param>
    public IReadOnlyList<Neighbour> FindNearest(GeoPoint from, int most, double radiusMetres, Selection selection, DateTimeOffset notBefore)
    {
        var nearest = new NearestSearch(most, radiusMetres, selection.Area?.Bounds, new(selection, Subjects), notBefore.UtcTicks);
        Read(() => Visit(SpherePoint.Of(from), selection, nearest));
        return nearest.Result(Subjects);
    }

    /// <summary>Every last known position that matches, by sequence, and the sequence up to which that is so.</summary>
    public (IReadOnlyList<Fix> Points, long End) FindAll(Selection selection)
    {
        var all = new FullSearch(selection.Area?.Bounds, new(selection, Subjects));
        var end = Read(() =>
        {
            Visit(selection.Area?.Bounds.Centre ?? default, selection, all);
            return _end;
        });
        return (all.Result(), end);
    }

    public void Dispose() => _lock.Dispose();

    private void Apply(in Fix point)
    {
        Advance(point.Sequence);
        if (point.Subject >= _known.Length)
        {
            Array.Resize(ref _known, Math.Max(point.Subject + 1, _known.Length * 2));
        }

        ref var known = ref _known[point.Subject];
        if (known.Sequence == 0 || known.EventTime < point.EventTime)
        {
            known = point;
            _knownEnd = Math.Max(_knownEnd, point.Subject + 1);
            _grid.Put(point.Subject, SpherePoint.Of(point.Location));
        }
    }

    // Named subjects are looked up; only questions about places go by place.
    private bool Visit(SpherePoint from, Selection selection, PositionSearch search)
    {
        search.Known = _known;
        if (selection.Subjects.Count == 0)
        {
            _grid.VisitNear(from, search);
            return true;
        }

        foreach (var subject in selection.Subjects.Select(Subjects.Find).Where(subject => subject >= 0 && subject < _knownEnd && _known[subject].Sequence > 0))
        {
            var chordSquared = _grid.PlaceOf(subject).ChordSquaredTo(from);
            if (chordSquared <= search.ReachSquared)
            {
                search.Visit(subject, chordSquared);
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
}
