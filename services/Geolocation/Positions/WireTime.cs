using Google.Protobuf.WellKnownTypes;

namespace TaskForce.Geolocation.Positions;

/// <summary>Reads times that may be anything a caller can encode.</summary>
internal static class WireTime
{
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;
    private const long MostSeconds = 315_576_000_000;
    private const int NanosPerSecond = 1_000_000_000;

    /// <summary>Whether it is a time of the years 1 to 9999, as the type demands.</summary>
    public static bool IsTime(this Timestamp time) => IsTime(time.Seconds, time.Nanos);

    /// <summary>The same of a timestamp's two fields.</summary>
    public static bool IsTime(long seconds, int nanos) => seconds is >= FirstSecond and <= LastSecond && nanos is >= 0 and < NanosPerSecond;

    /// <summary>Reads a time, or notes that it is none; null if absent or none.</summary>
    public static DateTimeOffset? ReadTime(this Violations violations, Timestamp? time, string field)
    {
        var ok = time is null || time.IsTime();
        violations.Check(ok, field, "is not a time");
        return ok ? time?.ToDateTimeOffset() : null;
    }

    /// <summary>Reads how long, or notes that it is less than nothing; null if absent or faulty.</summary>
    public static TimeSpan? ReadDuration(this Violations violations, Duration? duration, string field)
    {
        var ok = duration is null or { Seconds: >= 0 and <= MostSeconds, Nanos: >= 0 and < NanosPerSecond };
        violations.Check(ok, field, "must be 0 or more");
        return ok ? duration?.ToTimeSpan() : null;
    }

    /// <summary>The time that long ago; the beginning of time if that is longer ago or <paramref name="age"/> is null.</summary>
    public static DateTimeOffset Back(this DateTimeOffset now, TimeSpan? age) =>
        age is { } back && back < now - DateTimeOffset.MinValue ? now - back : DateTimeOffset.MinValue;
}
