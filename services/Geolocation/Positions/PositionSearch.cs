using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions;

/// <summary>A last known position and how far it is.</summary>
internal readonly record struct Neighbour(TrackPoint Point, double Metres);

/// <summary>Looks for last known positions in the index, while its lock is held.</summary>
internal abstract class PositionSearch : SphereGrid.Visitor
{
    /// <summary>By the number of the subject.</summary>
    public Fix[] Known { protected get; set; } = [];
}

/// <summary>Finds all that match.</summary>
internal sealed class FullSearch : PositionSearch
{
    private readonly Filter _filter;
    private readonly List<Fix> _found = [];

    public FullSearch(Disc? within, Filter filter) => (Within, _filter) = (within, filter);

    public override void Visit(int subject, double chordSquared)
    {
        if (_filter.Includes(Known[subject]))
        {
            _found.Add(Known[subject]);
        }
    }

    public IReadOnlyList<Fix> Result()
    {
        _found.Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
        return _found;
    }
}

/// <summary>Keeps the nearest so far, the farthest of them on top, and looks no farther than that one.</summary>
internal sealed class NearestSearch : PositionSearch
{
    private readonly int _most;
    private readonly Filter _filter;
    private readonly long _notBefore;
    private readonly PriorityQueue<Fix, double> _found = new();

    public NearestSearch(int most, double radiusMetres, Disc? within, Filter filter, long notBefore)
    {
        (_most, _filter, _notBefore, Within) = (most, filter, notBefore, within);
        ReachSquared = Sphere.ChordSquared(radiusMetres);
    }

    public override void Visit(int subject, double chordSquared)
    {
        ref readonly var known = ref Known[subject];
        if (known.EventTime < _notBefore || !_filter.Includes(known))
        {
            return;
        }

        if (_found.Count < _most)
        {
            _found.Enqueue(known, -chordSquared);
        }
        else
        {
            _found.EnqueueDequeue(known, -chordSquared);
        }

        if (_found.Count == _most && _found.TryPeek(out _, out var farthest))
        {
            ReachSquared = Math.Min(ReachSquared, -farthest);
        }
    }

    public IReadOnlyList<Neighbour> Result(SubjectTable subjects) => [.. _found.UnorderedItems
        .OrderByDescending(item => item.Priority)
        .Select(item => new Neighbour(item.Element.ToTrackPoint(subjects), Sphere.Metres(-item.Priority)))];
}
