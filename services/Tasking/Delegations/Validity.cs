using Google.Protobuf.WellKnownTypes;
using Google.Type;

namespace TaskForce.Tasking.Delegations;

/// <summary>From when (inclusive) until when (exclusive) a right holds.</summary>
internal sealed record Validity(DateTimeOffset From, DateTimeOffset Until)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    public bool Holds(DateTimeOffset time) => From <= time && time < Until;

    /// <summary>Reads a validity, noting everything that is wrong with it.</summary>
    public static Validity Read(Interval? interval, DateTimeOffset now, Violations violations, string field)
    {
        var from = interval?.StartTime?.ToDateTimeOffset() ?? now;
        var until = interval?.EndTime?.ToDateTimeOffset() ?? from;
        violations.Check(interval?.EndTime is not null, $"{field}.end_time", "is required");
        violations.Check(interval?.EndTime is null || until > from, $"{field}.end_time", "must be after the start");
        violations.Check(interval?.EndTime is null || until > now, $"{field}.end_time", "must be in the future");
        violations.Check(until - from <= Longest, $"{field}.end_time", $"must be at most {Longest.TotalDays} days after the start");
        return new(from, until);
    }

    public Interval ToProto() => new() { StartTime = From.ToTimestamp(), EndTime = Until.ToTimestamp() };
}

/// <summary>A commander ended a right before its time.</summary>
internal sealed record Revocation(string Revoker, DateTimeOffset Time, string Reason);
