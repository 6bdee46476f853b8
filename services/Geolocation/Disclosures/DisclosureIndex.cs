using System.Collections.Frozen;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Disclosures;

/// <summary>A time in which a nation sees a subject, in UTC ticks of event time; the end is not included.</summary>
internal readonly record struct Period(long From, long Before)
{
    public bool Holds(long time) => time >= From && time < Before;
}

/// <summary>
/// Who sees whom when: by receiver and subject the periods, which neither meet nor overlap, oldest first. A receiver is a nation, by its number, or a field
/// unit that is disclosed together with the subject, by a number of this index. Immutable.
/// </summary>
internal sealed class DisclosureIndex
{
    public static readonly DisclosureIndex Empty = new([], [], 0, hasUnknown: false);

    // Nations have the numbers below.
    private const int FirstUnit = byte.MaxValue + 1;

    private readonly FrozenDictionary<long, Period[]> _periods;
    private readonly FrozenDictionary<int, int[]> _subjects;
    private readonly FrozenDictionary<int, int[]> _receivers;
    private readonly FrozenDictionary<string, int> _units;
    private readonly long[] _turns;

    private DisclosureIndex(Dictionary<long, List<Period>> periods, Dictionary<string, int> units, int looked, bool hasUnknown)
    {
        (Looked, HasUnknown) = (looked, hasUnknown);
        _periods = periods.ToFrozenDictionary(each => each.Key, each => Merge(each.Value));
        _subjects = periods.Keys.GroupBy(ReceiverOf).ToFrozenDictionary(own => own.Key, own => own.Select(SubjectOf).ToArray());
        _receivers = periods.Keys.GroupBy(SubjectOf).ToFrozenDictionary(own => own.Key, own => own.Select(ReceiverOf).ToArray());
        _units = units.ToFrozenDictionary(StringComparer.Ordinal);
        _turns = [.. _periods.Values.SelectMany(all => all).SelectMany(period => new[] { period.From, period.Before }).Order()];
    }

    /// <summary>How many subjects were known when it was made.</summary>
    public int Looked { get; }

    /// <summary>Whether subjects are disclosed that have not reported.</summary>
    public bool HasUnknown { get; }

    public static DisclosureIndex Of(IEnumerable<Disclosure> disclosures, SubjectTable subjects)
    {
        var (looked, hasUnknown) = (subjects.Known, false);
        var (periods, units) = (new Dictionary<long, List<Period>>(), new Dictionary<string, int>());
        foreach (var disclosure in disclosures)
        {
            var receivers = disclosure.Terms.Receivers.Select(subjects.NumberOf).ToArray();
            foreach (var subject in disclosure.Terms.Subjects)
            {
                var number = subjects.Find(subject.Subject);
                hasUnknown |= number < 0;
                var period = PeriodOf(disclosure, subject);
                foreach (var receiver in number >= 0 ? receivers : [])
                {
                    Add(number, receiver, period);
                }

                // Whoever is under way in the same assignment, while both are.
                foreach (var unit in number >= 0 ? disclosure.Terms.Subjects.Where(unit => unit.Subject != subject.Subject) : [])
                {
                    var other = PeriodOf(disclosure, unit);
                    Add(number, UnitOf(unit.Subject), new(Math.Max(period.From, other.From), Math.Min(period.Before, other.Before)));
                }
            }
        }

        return new(periods, units, looked, hasUnknown);

        int UnitOf(string unit) => units.TryGetValue(unit, out var known) ? known : units[unit] = FirstUnit + units.Count;

        void Add(int subject, int receiver, Period period)
        {
            if (period.From < period.Before)
            {
                var key = Key(subject, receiver);
                (periods.TryGetValue(key, out var known) ? known : periods[key] = []).Add(period);
            }
        }
    }

    /// <summary>The receiver that a field unit is; 0, which is nobody, if it is disclosed nowhere.</summary>
    public int ReceiverOf(string unit) => _units.GetValueOrDefault(unit);

    /// <summary>When a receiver sees a subject that is not its own.</summary>
    public ReadOnlySpan<Period> PeriodsOf(int subject, int receiver) => _periods.TryGetValue(Key(subject, receiver), out var periods) ? periods : default;

    /// <summary>The subjects that are or were disclosed to somebody.</summary>
    public IEnumerable<int> Subjects => _receivers.Keys;

    /// <summary>The subjects that are or were disclosed to a receiver.</summary>
    public ReadOnlySpan<int> SubjectsFor(int receiver) => _subjects.TryGetValue(receiver, out var subjects) ? subjects : default;

    /// <summary>Whether a period begins or ends after a time, up to another.</summary>
    public bool TurnsBetween(long after, long upTo)
    {
        var at = Array.BinarySearch(_turns, after + 1);
        at = at < 0 ? ~at : at;
        return at < _turns.Length && _turns[at] <= upTo;
    }

    /// <summary>Whether a receiver begins or ceases to see a subject after a time, up to another.</summary>
    public bool TurnsBetween(int subject, long after, long upTo)
    {
        foreach (var receiver in _receivers.TryGetValue(subject, out var receivers) && TurnsBetween(after, upTo) ? receivers : [])
        {
            foreach (var period in PeriodsOf(subject, receiver))
            {
                if ((period.From > after && period.From <= upTo) || (period.Before > after && period.Before <= upTo))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static Period PeriodOf(Disclosure disclosure, DisclosedSubject subject) => new(subject.Begin.UtcTicks, disclosure.EndOf(subject).UtcTicks);

    private static long Key(int subject, int receiver) => ((long)subject << 32) | (uint)receiver;

    private static int SubjectOf(long key) => (int)(key >> 32);

    private static int ReceiverOf(long key) => (int)key;

    private static Period[] Merge(List<Period> periods)
    {
        var merged = new List<Period>();
        foreach (var period in periods.OrderBy(each => each.From))
        {
            if (merged is [.., var last] && period.From <= last.Before)
            {
                merged[^1] = last with { Before = Math.Max(last.Before, period.Before) };
            }
            else
            {
                merged.Add(period);
            }
        }

        return [.. merged];
    }
}
