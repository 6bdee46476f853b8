namespace TaskForce.Geolocation.Disclosures;

/// <summary>
/// Answers whether a caller may see where a subject is or was. The own nation's always, and a service everything; of others what was disclosed. For the own
/// nation an answer costs one comparison, else a look into a hash table. Thread safe; always of the disclosures as they are now.
/// </summary>
internal sealed class Sight
{
    private readonly DisclosureBook? _book;
    private readonly byte _nation;

    public Sight(DisclosureBook book, byte nation) => (_book, _nation) = (book, nation);

    private Sight()
    {
    }

    /// <summary>Of this service itself, and of others.</summary>
    public static Sight Everything { get; } = new();

    /// <summary>Whether nothing of a subject is withheld.</summary>
    public bool Owns(int subject) => _book is null || (_nation != 0 && _book.Subjects[subject].Nation == _nation);

    /// <summary>Whether a position of a subject may be seen, as a part of its history.</summary>
    /// <param name="subject">The number of the subject.</param>
    /// <param name="eventTime">Of the position, in UTC ticks.</param>
    public bool Shows(int subject, long eventTime) => Owns(subject) || PeriodAt(subject, eventTime) is not null;

    /// <summary>Whether the last known position of a subject may be seen, which tells where it is now.</summary>
    public bool ShowsNow(int subject, long eventTime, long now) => Owns(subject) || (PeriodAt(subject, eventTime) is { } period && period.Holds(now));

    /// <summary>The times of which the history of a subject may be seen, oldest first, within some.</summary>
    public IReadOnlyList<Period> PeriodsOf(int subject, long from, long before)
    {
        if (Owns(subject))
        {
            return [new(from, before)];
        }

        var periods = new List<Period>();
        foreach (var period in _book!.Index.PeriodsOf(subject, _nation))
        {
            var part = new Period(Math.Max(from, period.From), Math.Min(before, period.Before));
            if (part.From < part.Before)
            {
                periods.Add(part);
            }
        }

        return periods;
    }

    /// <summary>The period that an event time lies in; null if there is none, or for the own nation.</summary>
    public Period? PeriodAt(int subject, long eventTime)
    {
        foreach (var period in _book is null || _nation == 0 ? default : _book.Index.PeriodsOf(subject, _nation))
        {
            if (period.Holds(eventTime))
            {
                return period;
            }
        }

        return null;
    }

    /// <summary>Whether a subject of another nation is or was disclosed.</summary>
    public bool HasSeen(int subject) => _book is not null && _nation != 0 && _book.Index.PeriodsOf(subject, _nation).Length > 0;

    /// <summary>The subjects of other nations that are or were disclosed.</summary>
    public IReadOnlyList<int> Disclosed() => _book is null || _nation == 0 ? [] : [.. _book.Index.SubjectsFor(_nation)];

    /// <summary>Another object when what is disclosed has changed, save by time alone.</summary>
    public object? Marker => _book?.Index;
}
