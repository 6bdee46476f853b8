using System.Collections.Immutable;
using NodaTime;
using TaskForce.Roster.Members;
using Period = TaskForce.Roster.Members.Period;
using SpanKind = TaskForce.Roster.V1.DutySpan.Types.Kind;

namespace TaskForce.Roster.DutyTime;

/// <summary>A stretch of duty or of time off; one that goes on ends at the end of time.</summary>
internal sealed record DutySpan(Period Period, SpanKind Kind, bool Worked, string Label);

/// <summary>What a member is planned for, and what the rules of the nation say if the member works on from the beginning of a period.</summary>
internal sealed record DutyOutlook(ImmutableArray<DutySpan> Spans, ImmutableArray<(DutyRule Rule, RuleFinding Finding)> Rules, DateTimeZone? Zone)
{
    private static readonly TimeSpan Lookahead = TimeSpan.FromDays(30);

    /// <summary>When the first hard rule is broken; null if not within 30 days.</summary>
    public DateTimeOffset? LegalUntil => Rules.Where(state => state.Rule.Hard).Min(state => state.Finding.BrokenFrom);

    /// <param name="times">The patterns and rules.</param>
    /// <param name="member">Who.</param>
    /// <param name="worked">What the member worked since <see cref="DutyTimes.Horizon"/> before the period.</param>
    /// <param name="period">What is asked about.</param>
    /// <param name="now">What is before was worked, what comes after is planned.</param>
    public static DutyOutlook Of(DutyTimes times, Member member, ImmutableArray<WorkedSpan> worked, Period period, DateTimeOffset now)
    {
        var (profile, pattern) = (times.ProfileOf(member.Nation), times.PatternOf(member.Nation, member.Details.DutyPattern));
        var spans = Worked(worked, profile, now)
            .Concat(member.Details.Leave.Select(leave => new DutySpan(leave, SpanKind.Leave, false, "leave")))
            .Where(span => span.Period.Overlaps(period))
            .Concat(pattern is null ? [] : Planned(member, pattern, period, now));
        return new(
            [.. spans.OrderBy(span => span.Period.From)],
            profile is null ? [] : Examine(profile, times.Before(member, profile, worked, period.From, now), period.From),
            pattern?.Zone ?? profile?.Zone);
    }

    private static IEnumerable<DutySpan> Worked(ImmutableArray<WorkedSpan> worked, DutyProfile? profile, DateTimeOffset now) =>
        from span in worked
        let end = profile?.EndOf(span) ?? span.Period.Until
        select new DutySpan(
            end > now && span.Period.Until == DateTimeOffset.MaxValue ? span.Period : span.Period with { Until = end },
            (SpanKind)span.Kind, span.Period.From <= now, "");

    private static IEnumerable<DutySpan> Planned(Member member, DutyPattern pattern, Period period, DateTimeOffset now)
    {
        var ahead = period with { From = period.From > now ? period.From : now };
        if (ahead.From >= ahead.Until)
        {
            return [];
        }

        var shifts = DutyTimes.Planned(member, pattern, ahead)
            .Select(planned => new DutySpan(planned.Period, planned.Shift.OnCall ? SpanKind.OnCall : SpanKind.Duty, false, planned.Shift.Label));
        return shifts.Concat(pattern.FreeDaysIn(ahead, member.Details.DutyPatternOffset)
            .Select(free => new DutySpan(free.Period, free.Holiday is null ? SpanKind.WeeklyRest : SpanKind.Holiday, false, free.Holiday ?? "day of rest")));
    }

    private static ImmutableArray<(DutyRule, RuleFinding)> Examine(DutyProfile profile, List<Stretch> before, DateTimeOffset from)
    {
        var (start, end) = (from.UtcTicks, from.UtcTicks + Lookahead.Ticks);
        before.Add(new(start, end, Activity.Duty));
        var timeline = Timeline.Of(before, profile.Weighing);
        return [.. profile.Rules.Select(rule => (rule, rule.Examine(timeline, start, end)))];
    }
}
