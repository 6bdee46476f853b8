using Google.Protobuf.WellKnownTypes;
using Google.Type;

namespace TaskForce.Roster.Members;

/// <summary>A time span. The start belongs to it, the end does not.</summary>
internal sealed record Period(DateTimeOffset From, DateTimeOffset Until)
{
    public bool Covers(Period other) => From <= other.From && other.Until <= Until;

    public bool Overlaps(Period other) => From < other.Until && other.From < Until;

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
