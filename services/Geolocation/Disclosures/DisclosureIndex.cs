using System.Collections.Frozen;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Disclosures;

/// <summary>A time in which a nation sees a subject, in UTC ticks of event time; the end is not included.</summary>
internal readonly record struct Period(long From, long Before)
{
    public bool Holds(long time) => time >= From && time < Before;
}

/// <summary>Who sees whom when: by receiver and subject the periods, which neither meet nor overlap, oldest first. Immutable.</summary>
internal sealed class DisclosureIndex
{
    public static readonly DisclosureIndex Empty = new([], 0, hasUnknown: false);

    private readonly FrozenDictionary<long, Period[]> _periods;
    private readonly FrozenDictionary<byte, int[]> _subjects;
    private readonly long[] _turns;

    private DisclosureIndex(Dictionary<long, List<Period>> periods, int looked, bool hasUnknown)
    {
        (Looked, HasUnknown) = (looked, hasUnknown);
        _periods = periods.ToFrozenDictionary(each => each.Key, each => Merge(each.Value));
        _subjects = periods.Keys.GroupBy(key => (byte)key).ToFrozenDictionary(own => own.Key, own => own.Select(key => (int)(key >> 8)).ToArray());
        _turns = [.. _periods.Values.SelectMany(all => all).SelectMany(period => new[] { period.From, period.Before }).Order()];
    }

    /// <summary>How many subjects were known when it was made.</summary>
    public int Looked { get; }

    /// <summary>Whether subjects are disclosed that have not reported.</summary>
    public bool HasUnknown { get; }

    public static DisclosureIndex Of(IEnumerable<Disclosure> disclosures, SubjectTable subjects)
    {
        var (looked, hasUnknown) = (subjects.Known, false);
        var periods = new Dictionary<long, List<Period>>();
        foreach (var disclosure in disclosures)
        {
            var receivers = disclosure.Terms.Receivers.Select(subjects.NumberOf).ToArray();
            foreach (var subject in disclosure.Terms.Subjects)
            {
                var number = subjects.Find(subject.Subject);
                hasUnknown |= number < 0;
                var period = new Period(subject.Begin.UtcTicks, disclosure.EndOf(subject).UtcTicks);
                foreach (var receiver in number >= 0 && period.From < period.Before ? receivers : [])
                {
                    var key = Key(number, receiver);
                    (periods.TryGetValue(key, out var known) ? known : periods[key] = []).Add(period);
                }
            }
        }

        return new(periods, looked, hasUnknown);
    }

    /// <summary>When a nation sees a subject of another.</summary>
    public ReadOnlySpan<Period> PeriodsOf(int subject, byte receiver) => _periods.TryGetValue(Key(subject, receiver), out var periods) ? periods : default;

    /// <summary>The subjects that are or were disclosed to some nation.</summary>
    public IEnumerable<int> Subjects => _subjects.Values.SelectMany(subjects => subjects);

    /// <summary>The subjects that are or were disclosed to a nation.</summary>
    public ReadOnlySpan<int> SubjectsFor(byte receiver) => _subjects.TryGetValue(receiver, out var subjects) ? subjects : default;

    /// <summary>Whether a period begins or ends after a time, up to another.</summary>
    public bool TurnsBetween(long after, long upTo)
    {
        var at = Array.BinarySearch(_turns, after + 1);
        at = at < 0 ? ~at : at;
        return at < _turns.Length && _turns[at] <= upTo;
    }

    /// <summary>Whether a nation begins or ceases to see a subject after a time, up to another.</summary>
    public bool TurnsBetween(int subject, long after, long upTo)
    {
        foreach (var receiver in TurnsBetween(after, upTo) ? _subjects.Keys : [])
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

    private static long Key(int subject, byte receiver) => ((long)subject << 8) | receiver;

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
