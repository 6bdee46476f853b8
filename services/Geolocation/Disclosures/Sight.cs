namespace TaskForce.Geolocation.Disclosures;

/// <summary>
/// Answers whether a caller may see where a subject is or was. The own nation's always, and a service everything; of others what was disclosed. A field unit
/// sees itself, and those who are disclosed together with it, of whichever nation. For the own nation an answer costs one comparison, else a look into a hash
/// table. Thread safe; always of the disclosures as they are now.
/// </summary>
internal sealed class Sight
{
    private readonly DisclosureBook? _book;
    private readonly byte _nation;
    private readonly string _unit = "";
    private volatile int _self = -1;
    private volatile int _looked = -1;

    public Sight(DisclosureBook book, byte nation) => (_book, _nation) = (book, nation);

    /// <param name="book">What is disclosed.</param>
    /// <param name="unit">The field unit that looks, <c>members/{member}</c>.</param>
    public Sight(DisclosureBook book, string unit) => (_book, _unit) = (book, unit);

    private Sight()
    {
    }

    /// <summary>Of this service itself, and of others.</summary>
    public static Sight Everything { get; } = new();

    /// <summary>Whether nothing of a subject is withheld.</summary>
    public bool Owns(int subject) => _book is null || (_unit.Length > 0 ? subject == Self : _nation != 0 && _book.Subjects[subject].Nation == _nation);

    // Units are numbered anew with each index: a number counts in that one alone. Nobody is 0.
    private ReadOnlySpan<Period> PeriodsFor(int subject) =>
        _book?.Index is { } index && ReceiverIn(index) is > 0 and var receiver ? index.PeriodsOf(subject, receiver) : default;

    private int ReceiverIn(DisclosureIndex index) => _unit.Length > 0 ? index.ReceiverOf(_unit) : _nation;

    // The unit's number, which it has from its first report on and for good.
    private int Self
    {
        get
        {
            if (_self < 0 && _book!.Subjects.Known is var known && known != _looked)
            {
                _self = _book.Subjects.Find(_unit);
                _looked = known;
            }

            return _self;
        }
    }

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
        foreach (var period in PeriodsFor(subject))
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
        foreach (var period in PeriodsFor(subject))
        {
            if (period.Holds(eventTime))
            {
                return period;
            }
        }

        return null;
    }

    /// <summary>Whether a subject of others is or was disclosed.</summary>
    public bool HasSeen(int subject) => PeriodsFor(subject).Length > 0;

    /// <summary>The subjects of others that are or were disclosed.</summary>
    public IReadOnlyList<int> Disclosed() => _book?.Index is { } index && ReceiverIn(index) is > 0 and var receiver ? [.. index.SubjectsFor(receiver)] : [];

    /// <summary>Another object when what is disclosed has changed, save by time alone.</summary>
    public object? Marker => _book?.Index;
}
