using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.States;

/// <summary>A search by distance, in two parts: the usual, then those whose radius is wide and that are farther.</summary>
internal abstract class NearSearch : PositionSearch
{
    private readonly NearestQuestion _question;
    private readonly StateBook _states;
    private readonly Filter _filter;
    private double _beyondSquared;

    protected NearSearch(NearestQuestion question, StateBook states, Filter filter) =>
        (_question, _states, _filter, Within) = (question, states, filter, question.View.Selection.Area?.Bounds);

    /// <summary>Whether only those are of interest whose radius is wide.</summary>
    public bool IsForWide { get; private set; }

    protected int Most => _question.Most;

    protected double RadiusMetres => _question.RadiusMetres;

    /// <summary>Looks farther than the one distance and as far as the other.</summary>
    public void LookBetween(double beyondMetres, double reachMetres, bool isForWide)
    {
        _beyondSquared = beyondMetres < 0 ? -1 : Sphere.ChordSquared(beyondMetres);
        ReachSquared = Math.Min(Limit, Sphere.ChordSquared(reachMetres));
        IsForWide = isForWide;
    }

    /// <summary>Whether anything beyond a distance may be of interest yet.</summary>
    public bool MayFindBeyond(double metres) => double.IsFinite(metres) && Limit > Sphere.ChordSquared(metres);

    public sealed override void Visit(int subject, double chordSquared)
    {
        ref readonly var known = ref Known[subject];
        if (chordSquared > _beyondSquared && known.EventTime >= _question.NotBefore && _filter.Includes(known) && IsVisible(known))
        {
            Consider(known, chordSquared);
        }
    }

    /// <summary>The square of the longest chord that is of interest whatever the radius.</summary>
    protected virtual double Limit => double.PositiveInfinity;

    protected abstract void Consider(in Fix known, double chordSquared);

    protected double RadiusOf(in Fix known) => _states.RadiusOf(known, _question.Now);

    private bool IsVisible(in Fix known) => _question.View.Sight is var sight && (sight.Owns(known.Subject)
        || (sight.ShowsNow(known.Subject, known.EventTime, _question.Now) && sight.ShowsNow(known.Subject, _states.LastEventOf(known.Subject), _question.Now)));

    protected Neighbour ToNeighbour(int subject, double metres)
    {
        var known = _states.Find(subject)!;
        return new(known, metres, RadiusOf(known.Plausible));
    }
}

/// <summary>Keeps the likely nearest so far that may be within the radius, the farthest of them on top, and looks no farther than that one.</summary>
internal sealed class LikelySearch(NearestQuestion question, StateBook states, Filter filter) : NearSearch(question, states, filter)
{
    private readonly double _radiusSquared = Sphere.ChordSquared(question.RadiusMetres);
    private readonly PriorityQueue<int, double> _found = new();

    protected override double Limit => _found.Count == Most && _found.TryPeek(out _, out var farthest) ? -farthest : double.PositiveInfinity;

    public List<Neighbour> Result() => [.. _found.UnorderedItems.OrderByDescending(item => item.Priority)
        .Select(item => ToNeighbour(item.Element, Sphere.Metres(-item.Priority)))];

    protected override void Consider(in Fix known, double chordSquared)
    {
        if (chordSquared > _radiusSquared && Sphere.Metres(chordSquared) - RadiusOf(known) > RadiusMetres)
        {
            return;
        }

        if (_found.Count < Most)
        {
            _found.Enqueue(known.Subject, -chordSquared);
        }
        else
        {
            _found.EnqueueDequeue(known.Subject, -chordSquared);
        }

        ReachSquared = Math.Min(ReachSquared, Limit);
    }
}

/// <summary>Keeps those that may be nearer than a distance, the least of their nearest distances first.</summary>
internal sealed class PossibleSearch(NearestQuestion question, StateBook states, Filter filter, double metres, HashSet<int> neighbours)
    : NearSearch(question, states, filter)
{
    private readonly PriorityQueue<int, (double Nearest, double Likely)> _found = new(Comparer<(double, double)>.Create((one, other) => other.CompareTo(one)));

    public List<Neighbour> Result() => [.. _found.UnorderedItems.OrderBy(item => item.Priority).Select(item => ToNeighbour(item.Element, item.Priority.Likely))];

    protected override void Consider(in Fix known, double chordSquared)
    {
        var likely = Sphere.Metres(chordSquared);
        var nearest = Math.Max(0, likely - RadiusOf(known));
        if (nearest >= metres || neighbours.Contains(known.Subject))
        {
            return;
        }

        _found.Enqueue(known.Subject, (nearest, likely));
        if (_found.Count > Most)
        {
            _found.Dequeue();
        }
    }
}
