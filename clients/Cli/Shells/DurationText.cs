using System.CommandLine.Parsing;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace TaskForce.Cli.Shells;

/// <summary>Lengths of time as people type and read them.</summary>
internal static class DurationText
{
    /// <summary><c>3 h 12 min</c>: the two largest units that say anything.</summary>
    public static string Of(TimeSpan time) => time switch
    {
        { TotalSeconds: < 59.5 } => $"{time.TotalSeconds:0} s",
        { TotalMinutes: < 59.5 } => $"{time.TotalMinutes:0} min",
        { TotalHours: < 24 } => HoursAndMinutes(TimeSpan.FromMinutes(Math.Round(time.TotalMinutes))),
        _ => $"{time.Days} d {time.Hours} h",
    };

    /// <summary>The same, or a dash for none.</summary>
    public static string Of(Duration? time) => time is null ? "-" : Of(time.ToTimeSpan());

    /// <summary><c>1.2 s</c>: how long a step took.</summary>
    public static string Short(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    public static TimeSpan Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.EndsWith("ms", StringComparison.Ordinal) && double.TryParse(text[..^2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= 1_000_000)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        if (text.Length > 1 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && amount <= 1_000_000)
        {
            switch (text[^1])
            {
                case 's':
                    return TimeSpan.FromSeconds(amount);
                case 'm':
                    return TimeSpan.FromMinutes(amount);
                case 'h':
                    return TimeSpan.FromHours(amount);
            }
        }

        result.AddError($"'{text}' is not a time such as 20s, 5m or 1h.");
        return default;
    }

    private static string HoursAndMinutes(TimeSpan time) => time.Days > 0 ? "1 d 0 h" : $"{time.Hours} h {time.Minutes} min";
}
