using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using static TaskForce.Roster.Tests.RosterApp;
using static TaskForce.Roster.V1.DutySpan.Types;
using static TaskForce.Roster.V1.Member.Types;
using Interval = Google.Type.Interval;

namespace TaskForce.Roster.Tests.DutyTime;

public sealed class DutyServiceTests : IAsyncDisposable
{
    private readonly Calendar _clock = new() { Now = Start };
    private readonly RosterApp _app;

    public DutyServiceTests() => _app = new(_clock);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task SetMemberDuty_ThroughADay_IsCountedAsWhatItWas()
    {
        var member = await _app.EnterAsync(MemberOf("DE", "turns-1", 1));
        await SetAfterAsync(3, member, Duty.OnCall);
        await SetAfterAsync(2, member, Duty.OffDuty);
        await SetAfterAsync(1, member, Duty.OnDuty);
        _clock.Now += TimeSpan.FromHours(1);

        var outlook = await OutlookAsync(member, Start, Start.AddDays(1));

        Assert.Equal(
            [(Kind.Duty, 0, 3), (Kind.OnCall, 3, 5), (Kind.Duty, 6, null)],
            outlook.Spans.Select(span => (span.Kind, HourOf(span.Period.StartTime)!.Value, HourOf(span.Period.EndTime))));
        Assert.All(outlook.Spans, span => Assert.True(span.Worked));
    }

    [Fact]
    public async Task SetMemberDuty_ForgottenForDays_CountsAsTheLongestShift()
    {
        var member = await _app.EnterAsync(MemberOf("DE", "forgot-1", 1));
        _clock.Now += TimeSpan.FromDays(3);

        var forgotten = await OutlookAsync(member, Start, Start.AddDays(4));
        await SetAfterAsync(0, member, Duty.OffDuty);
        var ended = await OutlookAsync(member, Start, Start.AddDays(4));

        Assert.Equal(12, HourOf(Assert.Single(forgotten.Spans).Period.EndTime));
        Assert.Equal(forgotten.Spans, ended.Spans);
    }

    [Fact]
    public async Task SetMemberDuty_OnDutyAgainAfterTheLongestShift_BeginsANewOne()
    {
        var member = await _app.EnterAsync(MemberOf("DE", "again-1", 1));
        await SetAfterAsync(2, member, Duty.OnDuty);
        await SetAfterAsync(22, member, Duty.OnDuty);

        var outlook = await OutlookAsync(member, Start, Start.AddDays(4));

        Assert.Equal([(0, 12), (24, null)], outlook.Spans.Select(span => (HourOf(span.Period.StartTime)!.Value, HourOf(span.Period.EndTime))));
    }

    [Fact]
    public async Task Team_ConfirmedAndReleased_IsCountedAsAMission()
    {
        await _app.EnterTeamAsync();
        var team = await _app.Formation().ReserveTeamAsync(Reserve(await _app.ProposeAsync()));
        _clock.Now += TimeSpan.FromMinutes(1);
        await _app.Formation().ConfirmTeamAsync(new() { Name = team.Name });
        _clock.Now += TimeSpan.FromHours(5);
        await _app.Formation().ReplaceTeamMemberAsync(new() { Name = team.Name, Outgoing = "members/de-unit-2", Incoming = "members/de-unit-3" });
        _clock.Now += TimeSpan.FromHours(2);
        await _app.Formation().ReleaseTeamAsync(new() { Name = team.Name });

        Assert.Equal([300], await MissionMinutesAsync("members/de-unit-2"));
        Assert.Equal([120], await MissionMinutesAsync("members/de-unit-3"));
        Assert.Equal([420], await MissionMinutesAsync("members/ma-unit-2"));
        Assert.Empty(await MissionMinutesAsync("members/ma-unit-3"));
    }

    [Fact]
    public async Task Team_ReleasedBeforeItsTime_LeavesNoMission()
    {
        await _app.EnterTeamAsync();
        _clock.Now = Start.AddMinutes(1);
        var later = Requirement;
        later.Period = new() { StartTime = Start.AddHours(9).ToTimestamp(), EndTime = Start.AddHours(20).ToTimestamp() };
        var reserve = Reserve((await _app.Formation().ProposeTeamsAsync(new() { Requirement = later })).Proposals[0]);
        reserve.Requirement = later;
        var team = await _app.Formation().ReserveTeamAsync(reserve);
        await _app.Formation().ConfirmTeamAsync(new() { Name = team.Name });
        var planned = (await OutlookAsync("members/de-unit-2", Start, Start.AddDays(1))).Spans.Single(span => span.Kind == Kind.Mission);

        await _app.Formation().ReleaseTeamAsync(new() { Name = team.Name });

        Assert.Equal((9, false), (HourOf(planned.Period.StartTime), planned.Worked));
        Assert.Empty(await MissionMinutesAsync("members/de-unit-2"));
    }

    [Fact]
    public async Task RecordDuty_Overlapping_IsCountedOnceAndUsedUp()
    {
        var member = await _app.EnterAsync(MemberOf("DE", "record-1", 1), Duty.OffDuty);
        await RecordAsync(member, -20, -10);

        var outlook = await RecordAsync(member, -12, -8);

        var rules = outlook.Rules.ToDictionary(rule => rule.Rule);
        Assert.Equal((12, 18), (rules["max-duty-24h"].Used.ToTimeSpan().TotalHours, rules["max-duty-24h"].Limit.ToTimeSpan().TotalHours));
        Assert.Equal(("12 h of 18 h worked within 24 h", 8), (rules["max-duty-24h"].Message.Split(';')[0], rules["min-rest-11h"].Used.ToTimeSpan().TotalHours));
        Assert.Equal(Start.ToTimestamp(), rules["min-rest-11h"].LegalUntil);
        Assert.Null(rules["min-rest-8h"].LegalUntil);
        Assert.Equal(outlook.LegalUntil, outlook.Rules.Where(rule => rule.Hard && rule.LegalUntil is not null).Min(rule => rule.LegalUntil));
    }

    [Theory]
    [InlineData(-2, 1, Kind.Duty, "period.end_time")]
    [InlineData(-24 * 32, -1, Kind.Duty, "period.start_time")]
    [InlineData(-2, -3, Kind.Duty, "period")]
    [InlineData(-2, -1, Kind.Mission, "kind")]
    public async Task RecordDuty_Faulty_NamesTheField(int from, int until, Kind kind, string field)
    {
        var member = await _app.EnterAsync(MemberOf("DE", "faulty-1", 1));

        var refusal = await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", _app.Members().RecordDutyAsync(new()
        {
            Name = member.Name,
            Kind = kind,
            Period = Between(Start.AddHours(from), Start.AddHours(until)),
        }));

        Assert.Equal([field], refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field));
    }

    [Fact]
    public async Task RecordDuty_OfAnotherNation_IsDenied()
    {
        var member = await _app.EnterAsync(MemberOf("DE", "other-1", 1));

        await Refused(StatusCode.PermissionDenied, "OTHER_NATION", _app.Members("commander.ma").RecordDutyAsync(new()
        {
            Name = member.Name,
            Period = Between(Start.AddHours(-2), Start),
        }));
    }

    [Fact]
    public async Task RecordDuty_OlderThanAMonth_IsForgottenAndADeletedMembersToo()
    {
        var member = await _app.EnterAsync(MemberOf("DE", "old-1", 1), Duty.OffDuty);
        await RecordAsync(member, -20, -10);
        _clock.Now += TimeSpan.FromDays(31);
        await RecordAsync(member, 24 * 31 - 2, 24 * 31 - 1);
        Assert.Equal([24 * 31 - 2], (await OutlookAsync(member, Start.AddDays(-2), Start.AddDays(40))).Spans.Select(span => HourOf(span.Period.StartTime)!.Value));

        await _app.Members().DeleteMemberAsync(new() { Name = member.Name });
        await _app.EnterAsync(MemberOf("DE", "old-1", 1), Duty.OffDuty);

        Assert.Empty((await OutlookAsync(member, Start.AddDays(-2), Start.AddDays(40))).Spans);
    }

    [Fact]
    public async Task GetDutyOutlook_Pattern_ShowsShiftsRestHolidaysAndLeaveInOrder()
    {
        var planned = MemberOf("DE", "plan-1", 1);
        planned.DutyPattern = "dutyPatterns/de-weekdays";
        // 1 May 2030 is a Wednesday.
        planned.Leave.Add(Between(Utc(5, 2), Utc(5, 3)));
        var member = await _app.EnterAsync(planned, Duty.OffDuty);

        var outlook = await OutlookAsync(member, Utc(4, 29).AddHours(-2), Utc(5, 5).AddHours(22));

        Assert.Equal(
            ["Duty day shift", "Duty day shift", "OnCall on call", "Holiday Labour Day", "Leave leave", "Duty day shift", "WeeklyRest day of rest", "WeeklyRest day of rest"],
            outlook.Spans.Select(span => $"{span.Kind} {span.Label}"));
        Assert.Equal(("Europe/Berlin", Utc(4, 29).AddHours(6).ToTimestamp()), (outlook.TimeZone, outlook.Spans[0].Period.StartTime));
        Assert.Equal(18, outlook.LegalUntil.ToDateTimeOffset().Subtract(Utc(4, 29).AddHours(-2)).TotalHours);
    }

    [Fact]
    public async Task GetDutyOutlook_FieldUnit_ReadsItsOwnOnly()
    {
        var own = await _app.EnterAsync(MemberOf("DE", "own-1", 1));
        var other = await _app.EnterAsync(MemberOf("DE", "own-2", 1));

        Assert.Equal(own.Name, (await _app.Members("field:de-own-1").GetDutyOutlookAsync(new() { Name = own.Name })).Member);
        await Refused(StatusCode.PermissionDenied, "NOT_YOUR_RECORD", _app.Members("field:de-own-1").GetDutyOutlookAsync(new() { Name = other.Name }));
        await Refused(StatusCode.NotFound, "MEMBER_NOT_FOUND", _app.Members().GetDutyOutlookAsync(new() { Name = "members/nobody" }));
        await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS",
            _app.Members().GetDutyOutlookAsync(new() { Name = own.Name, Period = Between(Start, Start.AddDays(63)) }));
    }

    [Fact]
    public async Task ListDutyPatterns_Pages_ShowEachOnce()
    {
        var all = await _app.Members().ListDutyPatternsAsync(new());
        var first = await _app.Members("auditor.ma").ListDutyPatternsAsync(new() { PageSize = 3 });
        var rest = await _app.Members().ListDutyPatternsAsync(new() { PageSize = 3, PageToken = first.NextPageToken });

        Assert.Equal(all.DutyPatterns, first.DutyPatterns.Concat(rest.DutyPatterns));
        Assert.Equal(("", ""), (all.NextPageToken, rest.NextPageToken));
        var night = all.DutyPatterns.Single(pattern => pattern.Name == "dutyPatterns/ma-day-night").Shifts[1];
        Assert.Equal((1, "20:00", 12.0), (night.Day, night.Start, night.Length.ToTimeSpan().TotalHours));
    }

    [Fact]
    public async Task CreateMember_PatternOfAnotherNationOrFarOffset_NamesBoth()
    {
        var member = MemberOf("DE", "pattern-1", 1);
        (member.DutyPattern, member.DutyPatternOffset) = ("dutyPatterns/ma-weekdays", 367);

        var refusal = await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", _app.Members().CreateMemberAsync(new() { Member = member }));

        Assert.Equal(["member.duty_pattern", "member.duty_pattern_offset"],
            refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field));
    }

    private async Task SetAfterAsync(double hours, V1.Member member, Duty duty)
    {
        _clock.Now += TimeSpan.FromHours(hours);
        await _app.Members().SetMemberDutyAsync(new() { Name = member.Name, Duty = duty });
    }

    private async Task<V1.DutyOutlook> RecordAsync(V1.Member member, double from, double until) => await _app.Members().RecordDutyAsync(
        new() { Name = member.Name, Period = Between(Start.AddHours(from), Start.AddHours(until)) });

    private Task<V1.DutyOutlook> OutlookAsync(V1.Member member, DateTimeOffset from, DateTimeOffset until) => OutlookAsync(member.Name, from, until);

    private async Task<V1.DutyOutlook> OutlookAsync(string member, DateTimeOffset from, DateTimeOffset until) =>
        await _app.Members($"auditor.{member["members/".Length..].Split('-')[0]}").GetDutyOutlookAsync(new() { Name = member, Period = Between(from, until) });

    private async Task<IEnumerable<int>> MissionMinutesAsync(string member) =>
        (await OutlookAsync(member, Start, Start.AddDays(1))).Spans.Where(span => span.Kind == Kind.Mission)
            .Select(span => (int)(span.Period.EndTime - span.Period.StartTime).ToTimeSpan().TotalMinutes);

    private static Interval Between(DateTimeOffset from, DateTimeOffset until) => new() { StartTime = from.ToTimestamp(), EndTime = until.ToTimestamp() };

    private static DateTimeOffset Utc(int month, int day) => new(2030, month, day, 0, 0, 0, TimeSpan.Zero);

    private static int? HourOf(Timestamp? time) => time is null ? null : (int)(time.ToDateTimeOffset() - Start).TotalHours;

    /// <summary>A clock that can be put forward by a month at once: it moves no timers, each of which would fire for every second of it.</summary>
    private sealed class Calendar : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
