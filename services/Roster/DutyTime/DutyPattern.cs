using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;
using TaskForce.Roster.Members;
using Period = TaskForce.Roster.Members.Period;

namespace TaskForce.Roster.DutyTime;

/// <summary>The resource name of a pattern, <c>dutyPatterns/{duty_pattern}</c>.</summary>
internal readonly record struct DutyPatternName(string Id) : IResourceName<DutyPatternName>
{
    public static string Collection => "dutyPatterns";

    public static DutyPatternName From(string id) => new(id);

    public static bool IsId(string id) => ResourceName.TryParse<DutyPatternName>($"{Collection}/{id}") is not null;

    public override string ToString() => ResourceName.Format(this);
}

/// <summary>One shift of a rotation.</summary>
internal sealed record Shift(int Day, LocalTime Start, TimeSpan Length, bool OnCall, string Label);

/// <summary>A shift on the calendar.</summary>
internal readonly record struct PlannedShift(Period Period, Shift Shift);

/// <summary>A day without a shift.</summary>
/// <param name="Holiday">The holiday's name; null if it is a day of rest.</param>
internal readonly record struct FreeDay(Period Period, string? Holiday);

/// <summary>
/// A rotation of shifts on a wall clock. A shift begins at its wall-clock time and lasts its real length, so a night on which the clocks
/// change does not make it longer or shorter. A beginning that the clocks skip is as much later as they skip; one that comes twice is the first.
/// </summary>
internal sealed record DutyPattern(DutyPatternName Name, string DisplayName, string Nation, DateTimeZone Zone, LocalDate Anchor, int Days)
{
    public const int MostDays = 366;

    private static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    public ImmutableArray<Shift> Shifts { get; init; } = [];

    public bool HonoursHolidays { get; init; }

    /// <summary>The public holidays of its nation.</summary>
    public Holidays Holidays { get; init; } = Holidays.None;

    // By the day of the rotation.
    private ImmutableArray<ImmutableArray<Shift>> Turns { get; init; } = [];

    // How many days before a time a shift may have begun that still runs.
    private int DaysBack { get; init; }

    /// <param name="options">What is configured.</param>
    /// <param name="profile">That of its nation, or null.</param>
    public static DutyPattern Of(DutyPatternOptions options, DutyProfile? profile)
    {
        ImmutableArray<Shift> shifts =
        [
            .. options.Shifts.Select(shift => new Shift(shift.Day, Clock.Parse(shift.Start).Value, shift.Length, shift.OnCall, shift.Label))
                .OrderBy(shift => shift.Day).ThenBy(shift => shift.Start),
        ];
        var zone = options.TimeZone.Length > 0 ? DateTimeZoneProviders.Tzdb[options.TimeZone] : profile!.Zone;
        return new(new(options.Id), options.DisplayName, options.Nation, zone, LocalDatePattern.Iso.Parse(options.Anchor).Value, options.Days)
        {
            Shifts = shifts,
            HonoursHolidays = options.HonoursHolidays,
            Holidays = profile?.Holidays ?? Holidays.None,
            Turns = [.. Enumerable.Range(0, options.Days).Select(day => shifts.Where(shift => shift.Day == day).ToImmutableArray())],
            DaysBack = 1 + shifts.Select(shift => (int)Math.Ceiling(shift.Length.TotalDays)).DefaultIfEmpty().Max(),
        };
    }

    public static bool IsAnchor(string text) => LocalDatePattern.Iso.Parse(text).Success;

    public static bool IsStart(string text) => Clock.Parse(text).Success;

    /// <summary>The shifts that overlap a period, in order of their beginning.</summary>
    /// <param name="period">When; both sides must be given.</param>
    /// <param name="offset">By how many days a member's turn is later than that of one without offset.</param>
    public IEnumerable<PlannedShift> ShiftsIn(Period period, int offset)
    {
        var last = DateOf(period.Until);
        for (var day = DateOf(period.From).PlusDays(-DaysBack); day <= last; day = day.PlusDays(1))
        {
            foreach (var shift in ShiftsOn(day, offset))
            {
                var planned = Plan(day, shift);
                if (planned.Period.Overlaps(period))
                {
                    yield return planned;
                }
            }
        }
    }

    /// <summary>The days within a period on which no shift begins; where one of the day before runs on, they begin after it.</summary>
    public IEnumerable<FreeDay> FreeDaysIn(Period period, int offset)
    {
        var last = DateOf(period.Until);
        for (var day = DateOf(period.From); day <= last; day = day.PlusDays(1))
        {
            var free = new Period(Start(day), Start(day.PlusDays(1)));
            foreach (var running in ShiftsOn(day, offset).IsEmpty ? ShiftsIn(free, offset) : [])
            {
                free = free with { From = running.Period.Until > free.From ? running.Period.Until : free.From };
            }

            if (ShiftsOn(day, offset).IsEmpty && free.From < free.Until && free.Overlaps(period))
            {
                yield return new(free, Turn(day, offset).IsEmpty ? null : Holidays.On(day));
            }
        }
    }

    /// <summary>Why nobody works at a time, for people; null if somebody does.</summary>
    public string? WhyOff(DateTimeOffset time, int offset)
    {
        var day = DateOf(time);
        return ShiftsOn(day, offset) switch
        {
            _ when ShiftsIn(new(time, time.AddTicks(1)), offset).Any() => null,
            { IsEmpty: false } => "between two shifts",
            _ when Turn(day, offset).IsEmpty => "a day of rest",
            _ => $"a holiday, {Holidays.On(day)}",
        };
    }

    private ImmutableArray<Shift> ShiftsOn(LocalDate day, int offset) => HonoursHolidays && Holidays.On(day) is not null ? [] : Turn(day, offset);

    private ImmutableArray<Shift> Turn(LocalDate day, int offset)
    {
        var turn = (NodaTime.Period.DaysBetween(Anchor, day) - offset) % Days;
        return Turns[turn < 0 ? turn + Days : turn];
    }

    private PlannedShift Plan(LocalDate day, Shift shift)
    {
        var start = Zone.ResolveLocal(day.At(shift.Start), Resolvers.LenientResolver).ToInstant().ToDateTimeOffset();
        return new(new(start, start + shift.Length), shift);
    }

    private LocalDate DateOf(DateTimeOffset time) => Instant.FromDateTimeOffset(time).InZone(Zone).Date;

    private DateTimeOffset Start(LocalDate day) => Zone.AtStartOfDay(day).ToInstant().ToDateTimeOffset();
}
