using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace TaskForce.Cli.Shells;

/// <summary>Points in time as people type them: <c>2030-03-01</c>, <c>2030-03-01T08:00</c>, <c>2030-03-01T08:00Z</c>; local unless they say otherwise.</summary>
internal static class TimeText
{
    /// <summary>An option that takes a point in time.</summary>
    public static Option<DateTimeOffset?> Option(string name, string description, bool required = false) => new(name)
    {
        Description = $"{description} Such as 2030-03-01T08:00, local time, or 2030-03-01T08:00Z.",
        HelpName = "TIME",
        Required = required,
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time))
            {
                return time;
            }

            result.AddError($"'{result.Tokens[0].Value}' is not a time such as 2030-03-01T08:00.");
            return null;
        },
    };

    /// <summary>The time for the server, or null if none was typed.</summary>
    public static Timestamp? Time(this Session session, Option<DateTimeOffset?> option) => session.Get(option)?.ToTimestamp();
}
