using Google.Protobuf.WellKnownTypes;
using Google.Type;
using TaskForce.Roster.Members;
using SpanKind = TaskForce.Roster.V1.DutySpan.Types.Kind;

namespace TaskForce.Roster.DutyTime;

internal static class DutyMapping
{
    private static readonly TimeSpan UsualOutlook = TimeSpan.FromDays(7);
    private static readonly TimeSpan LongestOutlook = TimeSpan.FromDays(62);
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(3660);

    /// <summary>Reads the period that an outlook is asked for.</summary>
    public static Period ToOutlookPeriod(Interval? interval, DateTimeOffset now)
    {
        var violations = new Violations();
        var from = interval?.StartTime?.ToDateTimeOffset() ?? now;
        violations.Check(from > now - Farthest && from < now + Farthest, "period.start_time", "must be within ten years");
        violations.ThrowIfAny();
        var until = interval?.EndTime?.ToDateTimeOffset() ?? from + UsualOutlook;
        violations.Check(until > from, "period", "must end after it starts");
        violations.Check(until - from <= LongestOutlook, "period", $"must be at most {LongestOutlook.Days} days");
        violations.ThrowIfAny();
        return new(from, until);
    }

    /// <summary>Reads duty that was worked.</summary>
    public static WorkedSpan ToSpan(this V1.RecordDutyRequest request, DateTimeOffset now)
    {
        var violations = new Violations();
        violations.Require(request);
        var period = Period.Of(request.Period);
        violations.Check(request.Kind is SpanKind.Unspecified or SpanKind.Duty or SpanKind.OnCall, "kind", "must be DUTY or ON_CALL");
        violations.Check(request.Period?.EndTime is null || period.Until <= now, "period.end_time", "must not be in the future");
        violations.Check(request.Period is null || period.From >= now - DutyTimes.Horizon, "period.start_time",
            $"must be given and be within the last {DutyTimes.Horizon.Days} days");
        violations.Check(request.Period is null || (request.Period.EndTime is not null && period.From < period.Until), "period", "must end, and after it starts");
        violations.ThrowIfAny();
        return new(period, request.Kind == SpanKind.OnCall ? DutyKind.OnCall : DutyKind.Duty);
    }

    public static V1.DutyOutlook ToProto(this DutyOutlook outlook, MemberRow member) => new()
    {
        Member = member.Name,
        Nation = member.Nation,
        Spans = { outlook.Spans.Select(span => new V1.DutySpan { Period = span.Period.ToProto(), Kind = span.Kind, Worked = span.Worked, Label = span.Label }) },
        Rules = { outlook.Rules.Select(state => ToProto(state.Rule, state.Finding)) },
        LegalUntil = outlook.LegalUntil?.ToTimestamp(),
        TimeZone = outlook.Zone?.Id ?? "",
    };

    public static V1.DutyPattern ToProto(this DutyPattern pattern) => new()
    {
        Name = pattern.Name.ToString(),
        DisplayName = pattern.DisplayName,
        Nation = pattern.Nation,
        TimeZone = pattern.Zone.Id,
        Days = pattern.Days,
        HonoursHolidays = pattern.HonoursHolidays,
        Shifts =
        {
            pattern.Shifts.Select(shift => new V1.DutyPattern.Types.Shift
            {
                Day = shift.Day,
                Start = $"{shift.Start.Hour:00}:{shift.Start.Minute:00}",
                Length = shift.Length.ToDuration(),
                OnCall = shift.OnCall,
                Label = shift.Label,
            }),
        },
    };

    private static V1.DutyRuleState ToProto(DutyRule rule, RuleFinding finding) => new()
    {
        Rule = rule.Id,
        Hard = rule.Hard,
        Limit = rule.Limit.ToDuration(),
        Used = finding.Used?.ToDuration(),
        LegalUntil = finding.BrokenFrom?.ToTimestamp(),
        Message = rule.Describe(finding) + (finding.BrokenFrom is { } time ? $"; work that goes on breaks it {DutyText.From(time)}" : ""),
    };
}
