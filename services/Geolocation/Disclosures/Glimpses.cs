using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Positions.States;

namespace TaskForce.Geolocation.Disclosures;

/// <summary>Which subjects of other nations a watcher has seen last, so that it is told when it may not see them any more. One user at a time.</summary>
internal sealed class Glimpses(PositionIndex index, Sight sight)
{
    // What is disclosed may be known here so much later than from when it holds.
    private static readonly long Tardy = TimeSpan.FromMinutes(15).Ticks;

    private readonly HashSet<int> _seen = [];
    private object? _marker;
    private long _looked;

    /// <summary>Notes what the watcher is sent of a subject.</summary>
    public void Note(Known known, long now)
    {
        var subject = known.Newest.Subject;
        if (!sight.Owns(subject))
        {
            _ = IsVisible(known, now) ? _seen.Add(subject) : _seen.Remove(subject);
        }
    }

    /// <summary>Whether a subject that may not be seen was seen last; then it is not any more.</summary>
    public bool TryHide(int subject) => _seen.Remove(subject);

    /// <summary>Those that were seen last and may not be seen now, and the other way round.</summary>
    public IReadOnlyList<Known> TakeChanges(Filter filter, long now)
    {
        if (ReferenceEquals(_marker, sight.Marker) && !index.Disclosures.Index.TurnsBetween(_looked, now))
        {
            return [];
        }

        (_marker, _looked) = (sight.Marker, now);
        return [.. Others().Where(known => IsVisible(known, now)
            ? !_seen.Contains(known.Newest.Subject) && filter.Includes(known.Newest)
            : _seen.Contains(known.Newest.Subject))];
    }

    /// <summary>
    /// Those that may be seen since a time and were not sent, and those that may not since then. Of the latter every one that the watch is about, wherever it
    /// is: that it was left out would say where it is.
    /// </summary>
    public IReadOnlyList<Known> ChangesSince(long since, Filter filter, long now)
    {
        var changed = new List<Known>();
        foreach (var known in Others())
        {
            var periods = sight.PeriodsOf(known.Newest.Subject, long.MinValue, long.MaxValue);
            if (!IsVisible(known, now))
            {
                changed.AddRange(filter.Concerns(known.Newest.Subject) && periods.Any(period => period.Before > since - Tardy && period.From <= now) ? [known] : []);
            }
            else if (filter.Includes(known.Newest) && _seen.Add(known.Newest.Subject))
            {
                changed.AddRange(periods.Any(period => period.From > since - Tardy) ? [known] : []);
            }
        }

        return changed;
    }

    private IEnumerable<Known> Others() => sight.Disclosed().Where(subject => !sight.Owns(subject)).Select(index.Find).OfType<Known>();

    private bool IsVisible(Known known, long now) => sight.ShowsNow(known.Newest.Subject, known.Newest.EventTime, now);
}
