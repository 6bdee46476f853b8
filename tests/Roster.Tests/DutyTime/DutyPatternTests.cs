using NodaTime;
using TaskForce.Roster.DutyTime;
using TaskForce.Roster.Members;
using static TaskForce.Roster.Tests.DutyTime.DutySamples;
using Period = TaskForce.Roster.Members.Period;

namespace TaskForce.Roster.Tests.DutyTime;

public class DutyPatternTests
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
    private static readonly DateTimeZone Casablanca = DateTimeZoneProviders.Tzdb["Africa/Casablanca"];

    /// <summary>Every change of the clocks in 2026, as the time zone database has it.</summary>
    public static TheoryData<string, DateTimeOffset, double> Changes
    {
        get
        {
            var data = new TheoryData<string, DateTimeOffset, double>();
            foreach (var zone in new[] { Berlin, Casablanca })
            {
                foreach (var after in zone.GetZoneIntervals(Instant.FromUtc(2026, 1, 1, 0, 0), Instant.FromUtc(2027, 1, 1, 0, 0)).Skip(1))
                {
                    var before = zone.GetZoneInterval(after.Start - NodaTime.Duration.Epsilon);
                    data.Add(zone.Id, after.Start.ToDateTimeOffset(), (after.WallOffset - before.WallOffset).ToTimeSpan().TotalHours);
                }
            }

            return data;
        }
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("Africa/Casablanca")]
    public void Changes_OfEachZone_GoBothWays(string zone) =>
        Assert.Equal([-1, 1], Changes.Where(row => row.Data.Item1 == zone).Select(row => row.Data.Item3).Distinct().Order());

    [Theory]
    [MemberData(nameof(Changes))]
    public void ShiftsIn_NightOfAChange_StartsOnTheWallClockAndLastsItsRealLength(string zone, DateTimeOffset change, double hours)
    {
        var pattern = Pattern(zone, 1, new() { Start = "22:00", Length = TimeSpan.FromHours(10) });

        var night = Assert.Single(pattern.ShiftsIn(new(change, change.AddTicks(1)), 0)).Period;

        var (start, end) = (Wall(zone, night.From), Wall(zone, night.Until));
        Assert.Equal((new LocalTime(22, 0), TimeSpan.FromHours(10)), (start.TimeOfDay, night.Until - night.From));
        Assert.Equal(new LocalTime(8, 0).PlusHours((long)hours), end.TimeOfDay);
        Assert.Equal(start.Date.PlusDays(1), end.Date);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void ShiftsIn_BeginsAtTheVeryChange_IsAsMuchLaterAsIsSkippedOrTheFirstOfTwo(string zone, DateTimeOffset change, double hours)
    {
        // Half an hour into the hour that is skipped, or that comes twice.
        var wall = Wall(zone, change.AddTicks(-1)).PlusTicks(1).PlusHours(hours > 0 ? 0 : -1).PlusMinutes(30);
        var pattern = Pattern(zone, 1, new() { Start = $"{wall.Hour:00}:{wall.Minute:00}", Length = TimeSpan.FromHours(1) });

        var starts = pattern.ShiftsIn(new(change.AddHours(-12), change.AddHours(12)), 0).Select(planned => planned.Period.From).ToList();

        Assert.Equal(change.AddMinutes(hours > 0 ? 30 : -30), Assert.Single(starts));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void ShiftsIn_RoundTheClock_LeavesNoGapButTheChangeItself(string zone, DateTimeOffset change, double hours)
    {
        var pattern = Pattern(zone, 1, new() { Start = "06:00", Length = TimeSpan.FromHours(24) });

        var shifts = pattern.ShiftsIn(new(change.AddDays(-3), change.AddDays(3)), 0).Select(planned => planned.Period).ToList();

        var gaps = shifts.Zip(shifts.Skip(1)).Select(pair => (pair.Second.From - pair.First.Until).TotalHours).Where(gap => gap != 0);
        Assert.Equal([-hours], gaps);
    }

    [Theory]
    [InlineData(0, "2026-01-05", "2026-01-08", "2026-01-11")]
    [InlineData(1, "2026-01-06", "2026-01-09", "2026-01-12")]
    [InlineData(3, "2026-01-05", "2026-01-08", "2026-01-11")]
    [InlineData(366, "2026-01-05", "2026-01-08", "2026-01-11")]
    public void ShiftsIn_Offset_TakesTheTurnSoManyDaysLater(int offset, params string[] days)
    {
        var pattern = Pattern("Europe/Berlin", 3, new() { Start = "08:00", Length = TimeSpan.FromHours(8) });

        var shifts = pattern.ShiftsIn(new(Local("2026-01-05T00:00"), Local("2026-01-13T00:00")), offset);

        Assert.Equal(days, shifts.Select(planned => Wall("Europe/Berlin", planned.Period.From).ToString("yyyy-MM-dd", null)));
    }

    [Fact]
    public void ShiftsIn_BeforeTheAnchor_TurnsTheSameWay()
    {
        var pattern = Pattern("Europe/Berlin", 3, new() { Start = "08:00", Length = TimeSpan.FromHours(8) });

        var shifts = pattern.ShiftsIn(new(Local("2025-12-28T00:00"), Local("2026-01-06T00:00")), 0);

        Assert.Equal([30, 2, 5], shifts.Select(planned => Wall("Europe/Berlin", planned.Period.From).Day));
    }

    [Fact]
    public void FreeDaysIn_AfterANight_BeginsWhenTheNightEnds()
    {
        var pattern = Pattern("Europe/Berlin", 2, new() { Start = "22:00", Length = TimeSpan.FromHours(8) });

        var free = Assert.Single(pattern.FreeDaysIn(new(Local("2026-01-06T01:00"), Local("2026-01-06T23:00")), 0));

        Assert.Equal(new FreeDay(new(Local("2026-01-06T06:00"), Local("2026-01-07T00:00")), null), free);
    }

    [Theory]
    [InlineData("2026-04-30T12:00", null)]
    [InlineData("2026-04-30T07:59", "between two shifts")]
    [InlineData("2026-04-30T16:30", "between two shifts")]
    [InlineData("2026-05-01T12:00", "a holiday, Labour Day")]
    [InlineData("2026-05-02T12:00", "a day of rest")]
    [InlineData("2026-04-03T12:00", "a holiday, Good Friday")]
    [InlineData("2026-04-28T19:00", null)]
    public void WhyOff_DeliveredWeekdays_IsWhatTheCalendarSays(string local, string? why) =>
        Assert.Equal(why, Weekdays.WhyOff(Local(local), 0));

    [Theory]
    [InlineData(V1.Member.Types.Duty.OnDuty, 1.9, false)]
    [InlineData(V1.Member.Types.Duty.OnCall, 0, false)]
    [InlineData(V1.Member.Types.Duty.OnDuty, 2, true)]
    [InlineData(V1.Member.Types.Duty.OffDuty, 0, true)]
    public void Judge_OffByThePattern_IsAnObstacleUnlessSetByHandForNow(V1.Member.Types.Duty duty, double hoursAhead, bool off)
    {
        var start = Local("2026-05-02T12:00");

        var verdict = Times(Profile(), PatternOptions(Weekdays.Name.Id)).Judge(
            Person("dutyPatterns/de-weekdays", duty: (Duty)duty), [], new(start, start.AddHours(4)), TimeSpan.Zero, start.AddHours(-hoursAhead));

        Assert.Equal(off ? "is off duty by the pattern 'Weekdays with on-call nights': a day of rest" : null, verdict.Obstacle);
    }

    [Fact]
    public void Judge_ShiftsUntilTheMission_CountAsWorkedButNotThoseDuringItOrOnLeave()
    {
        var profile = Profile(MaxDuty(10, within: 24));
        profile.Factors.Mission = 1;
        var times = Times(profile, PatternOptions("de-weekdays"));
        var (now, start) = (Local("2026-04-27T06:00"), Local("2026-04-27T12:00"));
        Period mission = new(start, start.AddHours(8));

        var working = times.Judge(Person("dutyPatterns/de-weekdays"), [], mission, TimeSpan.Zero, now);
        var away = times.Judge(Person("dutyPatterns/de-weekdays", leave: new Period(now, now.AddHours(4))), [], mission, TimeSpan.Zero, now);

        // Four hours of the day shift, then six of the mission.
        Assert.Equal((Local("2026-04-27T18:00"), (DateTimeOffset?)null), (working.LegalUntil, away.LegalUntil));
    }

    [Fact]
    public void PatternOf_AnotherNationOrUnknown_IsNone()
    {
        var times = new DutyTimes(Microsoft.Extensions.Options.Options.Create(Delivered()));

        Assert.NotNull(times.PatternOf("MA", "dutyPatterns/ma-weekdays"));
        Assert.Null(times.PatternOf("DE", "dutyPatterns/ma-weekdays"));
        Assert.Null(times.PatternOf("DE", "dutyPatterns/nonsense"));
    }

    private static DutyPattern Weekdays => DutyPattern.Of(PatternOptions("de-weekdays"), DutyProfile.Of(Delivered().Profiles["DE"]));

    private static DutyPatternOptions PatternOptions(string id) => Delivered().Patterns.Single(pattern => pattern.Id == id);

    private static DutyPattern Pattern(string zone, int days, ShiftOptions shift) => DutyPattern.Of(
        new() { Id = "test", Nation = "DE", TimeZone = zone, Anchor = "2026-01-05", Days = days, Shifts = [shift] }, null);

    private static LocalDateTime Wall(string zone, DateTimeOffset time) => Instant.FromDateTimeOffset(time).InZone(DateTimeZoneProviders.Tzdb[zone]).LocalDateTime;

    private static DateTimeOffset Local(string text) => NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture("yyyy-MM-ddTHH:mm")
        .Parse(text).Value.InZoneStrictly(Berlin).ToInstant().ToDateTimeOffset();
}
