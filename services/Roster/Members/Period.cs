using Google.Protobuf.WellKnownTypes;
using Google.Type;

namespace TaskForce.Roster.Members;

/// <summary>A time span. The start belongs to it, the end does not.</summary>
internal sealed record Period(DateTimeOffset From, DateTimeOffset Until)
{
    public bool Covers(Period other) => From <= other.From && other.Until <= Until;

    public bool Overlaps(Period other) => From < other.Until && other.From < Until;

    /// <summary>The part of it that lies within another, which must overlap it.</summary>
    public Period Within(Period other) => new(From > other.From ? From : other.From, Until < other.Until ? Until : other.Until);

    /// <summary>What is left of it without others, in order.</summary>
    public IEnumerable<Period> Except(IEnumerable<Period> others)
    {
        var from = From;
        foreach (var other in others.Where(Overlaps).OrderBy(other => other.From))
        {
            if (other.From > from)
            {
                yield return new(from, other.From);
            }

            from = other.Until > from ? other.Until : from;
        }

        if (from < Until)
        {
            yield return new(from, Until);
        }
    }

    /// <summary>Reads an interval; an absent side is open.</summary>
    public static Period Of(Interval? interval) => new(
        interval?.StartTime?.ToDateTimeOffset() ?? DateTimeOffset.MinValue,
        interval?.EndTime?.ToDateTimeOffset() ?? DateTimeOffset.MaxValue);

    public Interval ToProto() => new()
    {
        StartTime = From == DateTimeOffset.MinValue ? null : From.ToTimestamp(),
        EndTime = Until == DateTimeOffset.MaxValue ? null : Until.ToTimestamp(),
    };
}
