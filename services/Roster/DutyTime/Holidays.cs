using NodaTime;
using NodaTime.Text;

namespace TaskForce.Roster.DutyTime;

/// <summary>The public holidays of a nation.</summary>
internal sealed class Holidays
{
    private static readonly AnnualDatePattern Yearly = AnnualDatePattern.Iso;
    private static readonly LocalDatePattern Once = LocalDatePattern.Iso;

    private readonly Dictionary<AnnualDate, string> _yearly = [];
    private readonly Dictionary<LocalDate, string> _once = [];

    public static Holidays None { get; } = new();

    public static Holidays Of(IEnumerable<HolidayOptions> options)
    {
        var holidays = new Holidays();
        foreach (var holiday in options)
        {
            if (Yearly.Parse(holiday.Date).TryGetValue(default, out var yearly))
            {
                holidays._yearly[yearly] = holiday.Name;
            }
            else
            {
                holidays._once[Once.Parse(holiday.Date).Value] = holiday.Name;
            }
        }

        return holidays;
    }

    public static bool IsDate(string text) => Yearly.Parse(text).Success || Once.Parse(text).Success;

    /// <summary>What a day is called, or null if it is none.</summary>
    public string? On(LocalDate day) =>
        _once.GetValueOrDefault(day) ?? _yearly.GetValueOrDefault(new(day.Month, day.Day));
}
