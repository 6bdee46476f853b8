namespace TaskForce.Roster.DutyTime;

/// <summary>What a rule says about a duty that begins at some time.</summary>
/// <param name="Used">What is used of the limit at the beginning, or the rest before it; null if there was no duty before.</param>
/// <param name="Peak">The most that is used until the end; of a rest, the rest.</param>
/// <param name="BrokenFrom">From when on it is broken; null if it is kept.</param>
internal readonly record struct RuleFinding(TimeSpan? Used, TimeSpan? Peak, DateTimeOffset? BrokenFrom);

/// <summary>One duty-time rule of a nation.</summary>
/// <param name="Id">For machines, for example <c>max-duty-24h</c>.</param>
/// <param name="Hard">Whether a team that breaks it needs an override of each nation.</param>
/// <param name="Limit">What may be worked, or the rest that is needed.</param>
internal abstract record DutyRule(string Id, bool Hard, TimeSpan Limit)
{
    /// <summary>How far back before a time it looks.</summary>
    public abstract TimeSpan Reach { get; }

    /// <summary>The stretch of time within which its limit may be worked; null for a rest.</summary>
    public virtual TimeSpan? Stretch => null;

    public static DutyRule Of(DutyRuleOptions options) => options.MinRest is { } rest
        ? new RestRule(options.Id, options.Hard, rest)
        : new WindowRule(options.Id, options.Hard, options.MaxDuty!.Value, options.Within!.Value);

    /// <summary>Looks at a timeline that holds what goes before, and a duty from one time until another.</summary>
    public abstract RuleFinding Examine(Timeline timeline, long from, long until);

    /// <summary>What is wrong, for people, with the member as the subject left out.</summary>
    public abstract string Complaint(RuleFinding finding);

    /// <summary>How it stands, for people.</summary>
    public abstract string Describe(RuleFinding finding);

    protected static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}

/// <summary>How much may be worked in any stretch of time of some length.</summary>
internal sealed record WindowRule(string Id, bool Hard, TimeSpan Limit, TimeSpan Window) : DutyRule(Id, Hard, Limit)
{
    public override TimeSpan Reach => Window;

    public override TimeSpan? Stretch => Window;

    public override RuleFinding Examine(Timeline timeline, long from, long until)
    {
        var use = timeline.Roll(Window.Ticks, Limit.Ticks * Weighing.Unit, from, until);
        return new(Counted(use.Used), Counted(use.Peak), use.Exceeded is { } ticks ? Time(ticks) : null);
    }

    public override string Complaint(RuleFinding finding) =>
        $"would work {DutyText.Up(finding.Peak!.Value)} within {DutyText.Window(Window)}, {DutyText.Up(Limit)} are allowed; {DutyText.From(finding.BrokenFrom!.Value)}";

    public override string Describe(RuleFinding finding) =>
        $"{DutyText.Up(finding.Used!.Value)} of {DutyText.Up(Limit)} worked within {DutyText.Window(Window)}";

    // Rounded up, so that what is beyond the limit by less than a tick does not read as the limit.
    private static TimeSpan Counted(long weighted) => new((weighted + Weighing.Unit - 1) / Weighing.Unit);
}

/// <summary>How long the rest between two duties must be.</summary>
internal sealed record RestRule(string Id, bool Hard, TimeSpan Limit) : DutyRule(Id, Hard, Limit)
{
    public override TimeSpan Reach => Limit;

    public override RuleFinding Examine(Timeline timeline, long from, long until)
    {
        TimeSpan? rest = timeline.LastDutyBefore(from) is { } end ? new TimeSpan(from - end) : null;
        return new(rest, rest, rest > TimeSpan.Zero && rest < Limit ? Time(from) : null);
    }

    public override string Complaint(RuleFinding finding) =>
        $"would start after {DutyText.Down(finding.Used!.Value)} of rest, {DutyText.Up(Limit)} are required; {DutyText.From(finding.BrokenFrom!.Value)}";

    public override string Describe(RuleFinding finding) => finding.Used switch
    {
        null => $"no duty in the last {DutyTimes.Horizon.Days} days, {DutyText.Up(Limit)} of rest are required",
        { Ticks: 0 } => $"on duty, {DutyText.Up(Limit)} of rest are required between two duties",
        { } rest => $"{DutyText.Down(rest)} of rest, {DutyText.Up(Limit)} are required",
    };
}
