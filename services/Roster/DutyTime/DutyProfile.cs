using System.Collections.Immutable;
using NodaTime;
using TaskForce.Roster.Members;
using Period = TaskForce.Roster.Members.Period;

namespace TaskForce.Roster.DutyTime;

/// <summary>One nation's duty-time rules, ready to be applied.</summary>
internal sealed record DutyProfile(DateTimeZone Zone, TimeSpan LongestShift, Weighing Weighing, ImmutableArray<DutyRule> Rules, Holidays Holidays)
{
    /// <summary>How far back before a time any of the rules looks.</summary>
    public TimeSpan Reach { get; } = Rules.Select(rule => rule.Reach).DefaultIfEmpty().Max();

    public static DutyProfile Of(DutyProfileOptions options) => new(
        DateTimeZoneProviders.Tzdb[options.TimeZone],
        options.LongestShift,
        new(Thousandths(options.Factors.OnCall), Thousandths(options.Factors.Duty), Thousandths(options.Factors.Travel), Thousandths(options.Factors.Mission),
            options.OnCallIsRest),
        // The hard ones first, which is the order of a verdict.
        [.. options.Rules.OrderByDescending(rule => rule.Hard).Select(DutyRule.Of)],
        Holidays.Of(options.Holidays));

    /// <summary>
    /// Adds what was worked before a time. A duty without an end goes on, but no longer than the longest shift; whether the member rests
    /// after that nobody knows, so it is no short rest either.
    /// </summary>
    public void AddWorked(List<Stretch> stretches, IEnumerable<WorkedSpan> worked, long before)
    {
        foreach (var span in worked)
        {
            var (from, until) = (span.Period.From.UtcTicks, EndOf(span).UtcTicks);
            stretches.Add(new(from, Math.Min(until, before), span.Kind switch
            {
                DutyKind.OnCall => Activity.OnCall,
                DutyKind.Mission => Activity.Mission,
                _ => Activity.Duty,
            }));
            if (until < before && span.Period.Until == DateTimeOffset.MaxValue)
            {
                stretches.Add(new(until, before, Activity.Unknown));
            }
        }
    }

    /// <summary>When a span ends for the rules.</summary>
    public DateTimeOffset EndOf(WorkedSpan span) => span is { Kind: DutyKind.Duty, Period.Until: var until } && until == DateTimeOffset.MaxValue
        ? span.Period.From + LongestShift
        : span.Period.Until;

    /// <summary>Every rule that a duty breaks, the hard ones first.</summary>
    public ImmutableArray<DutyBreach> Breaches(Timeline timeline, Period duty)
    {
        var breaches = ImmutableArray<DutyBreach>.Empty;
        foreach (var rule in Rules)
        {
            var finding = rule.Examine(timeline, duty.From.UtcTicks, duty.Until.UtcTicks);
            if (finding.BrokenFrom is { } time)
            {
                breaches = breaches.Add(new(rule.Id, rule.Hard, time, rule.Complaint(finding))
                {
                    Limit = rule.Limit,
                    Window = rule.Stretch,
                    Actual = finding.Peak!.Value,
                });
            }
        }

        return breaches;
    }

    private static int Thousandths(decimal factor) => (int)(factor * Weighing.Unit);
}
