using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Positions.States;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions;

/// <summary>Looks for last known positions in the index, while its lock is held.</summary>
internal abstract class PositionSearch : SphereGrid.Visitor
{
    /// <summary>The last plausible positions, by the number of the subject.</summary>
    public Fix[] Known { protected get; set; } = [];
}

/// <summary>Finds all that match.</summary>
internal sealed class FullSearch : PositionSearch
{
    private readonly Filter _filter;
    private readonly Func<Known, bool> _isVisible;
    private readonly StateBook _states;
    private readonly List<Known> _found = [];

    public FullSearch(Disc? within, Filter filter, Func<Known, bool> isVisible, StateBook states) =>
        (Within, _filter, _isVisible, _states) = (within, filter, isVisible, states);

    public override void Visit(int subject, double chordSquared)
    {
        if (_filter.Includes(Known[subject]) && _states.Find(subject) is { } known && _isVisible(known))
        {
            _found.Add(known);
        }
    }

    public IReadOnlyList<Known> Result()
    {
        _found.Sort((one, other) => one.Newest.Sequence.CompareTo(other.Newest.Sequence));
        return _found;
    }
}
