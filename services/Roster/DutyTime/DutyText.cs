using System.Globalization;

namespace TaskForce.Roster.DutyTime;

/// <summary>Times as the rules' messages put them.</summary>
internal static class DutyText
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary><c>14 h 30 min</c>, in whole minutes rounded up: nothing beyond a limit reads as the limit.</summary>
    public static string Up(TimeSpan time) => Text((time.Ticks + Minute.Ticks - 1) / Minute.Ticks);

    /// <summary>The same rounded down: nothing short of a rest reads as the rest.</summary>
    public static string Down(TimeSpan time) => Text(time.Ticks / Minute.Ticks);

    /// <summary><c>24 h</c>, and <c>7 days</c> for more than one whole day.</summary>
    public static string Window(TimeSpan window) =>
        window > TimeSpan.FromDays(1) && window.Ticks % TimeSpan.TicksPerDay == 0 ? $"{window.Days} days" : Up(window);

    /// <summary><c>from 2030-03-01 18:00 UTC on</c>.</summary>
    public static string From(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"from {time.UtcDateTime:yyyy-MM-dd HH:mm} UTC on");

    private static string Text(long minutes) => (minutes / 60, minutes % 60) switch
    {
        (0, var rest) => $"{rest} min",
        (var hours, 0) => $"{hours} h",
        var (hours, rest) => $"{hours} h {rest} min",
    };
}
