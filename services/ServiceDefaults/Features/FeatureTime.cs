using System.Globalization;

namespace TaskForce.ServiceDefaults.Features;

/// <summary>A stretch of time, ends included; null is open.</summary>
public readonly record struct FeatureTime(DateTimeOffset? From, DateTimeOffset? Until)
{
    /// <summary>The stretch of a request: one moment, or two with a slash between, of which one may be <c>..</c> or nothing; all time if it asks for none.</summary>
    public static FeatureTime Read(string text, Violations violations)
    {
        if (text.Length == 0)
        {
            return default;
        }

        var ends = text.Split('/').Select(Moment).ToList();
        var isSound = ends.TrueForAll(end => end.IsSound) && ends switch
        {
            [{ Time: not null }] => true,
            [{ } from, { } until] => (from.Time is not null || until.Time is not null) && !(from.Time > until.Time),
            _ => false,
        };
        violations.Check(isSound, "datetime", "must be a time such as 2030-03-01T06:00:00Z, or two with a slash between, of which one may be ..");
        return isSound ? new(ends[0].Time, ends[^1].Time) : default;
    }

    /// <summary>Whether it has anything in common with another.</summary>
    public bool Meets(FeatureTime other) => !(From > other.Until) && !(Until < other.From);

    private static (bool IsSound, DateTimeOffset? Time) Moment(string text) => text switch
    {
        "" or ".." => (true, null),
        _ when text.Contains('T', StringComparison.OrdinalIgnoreCase)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => (true, time),
        _ => (false, null),
    };
}
