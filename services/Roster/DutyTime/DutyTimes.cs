using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using TaskForce.Roster.Members;

namespace TaskForce.Roster.DutyTime;

/// <summary>A rule that a member breaks in a team.</summary>
/// <param name="Rule">For machines, for example <c>max-duty-24h</c>.</param>
/// <param name="Hard">Whether it needs an override of each nation.</param>
/// <param name="Time">From when on.</param>
/// <param name="Message">For people, with the member as the subject left out: <c>would work 15 h within 24 h, 14 h are allowed</c>.</param>
internal sealed record DutyBreach(string Rule, bool Hard, DateTimeOffset Time, string Message)
{
    /// <summary>What may be worked, or the rest that is needed.</summary>
    public TimeSpan Limit { get; init; }

    /// <summary>Within which stretch of time; null for a rest.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>What would be worked at most, or the rest there would be.</summary>
    public TimeSpan Actual { get; init; }
}

/// <summary>What the duty times of a member mean for a team.</summary>
/// <param name="Obstacle">Why the member is off duty by the pattern at the start, for people; null if not.</param>
/// <param name="Breaches">The rules that would be broken, the hard ones first.</param>
/// <param name="LegalUntil">When the first hard rule would be broken; null if not before the mission ends.</param>
internal sealed record DutyVerdict(string? Obstacle, ImmutableArray<DutyBreach> Breaches, DateTimeOffset? LegalUntil)
{
    public static readonly DutyVerdict Free = new(null, [], null);

    public static DutyVerdict Of(string? obstacle, ImmutableArray<DutyBreach> breaches) => obstacle is null && breaches.IsEmpty
        ? Free
        : new(obstacle, breaches, breaches.Where(breach => breach.Hard).Min(breach => (DateTimeOffset?)breach.Time));
}

/// <summary>Judges members by the duty patterns and duty-time rules of their own nations. Pure and thread safe.</summary>
internal sealed class DutyTimes
{
    /// <summary>How far back worked duty matters.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(31);

    /// <summary>How long what is set by hand goes before the pattern.</summary>
    private static readonly TimeSpan HandHolds = TimeSpan.FromHours(2);

    private readonly Dictionary<string, DutyProfile> _profiles;
    private readonly Dictionary<string, DutyPattern> _patterns;

    public DutyTimes(IOptions<DutyTimeOptions> options)
    {
        _profiles = options.Value.Profiles.ToDictionary(profile => profile.Key, profile => DutyProfile.Of(profile.Value));
        Patterns = [.. options.Value.Patterns.Select(pattern => DutyPattern.Of(pattern, ProfileOf(pattern.Nation)))];
        _patterns = Patterns.ToDictionary(pattern => pattern.Name.ToString());
    }

    /// <summary>Every pattern that members can be put on.</summary>
    public ImmutableArray<DutyPattern> Patterns { get; }

    /// <summary>The rules of a nation; null if it has none.</summary>
    public DutyProfile? ProfileOf(string nation) => _profiles.GetValueOrDefault(nation);

    /// <summary>A pattern of a nation by its resource name; null if there is none.</summary>
    public DutyPattern? PatternOf(string nation, string name) =>
        name.Length > 0 && _patterns.GetValueOrDefault(name) is { } pattern && pattern.Nation == nation ? pattern : null;

    /// <summary>How much of a duty set by hand counts.</summary>
    public TimeSpan LongestShiftOf(string nation) => ProfileOf(nation)?.LongestShift ?? DutyProfileOptions.UsualLongestShift;

    /// <param name="member">Who.</param>
    /// <param name="worked">What the member worked within <see cref="Horizon"/> before the mission, in any order.</param>
    /// <param name="mission">When the team is planned to be away, travel included.</param>
    /// <param name="travel">How much of its beginning is travel.</param>
    /// <param name="now">The time of the question; what is set by hand holds now.</param>
    public DutyVerdict Judge(Member member, IEnumerable<WorkedSpan> worked, Period mission, TimeSpan travel, DateTimeOffset now)
    {
        var obstacle = ObstacleOf(member, mission.From, now);
        if (ProfileOf(member.Nation) is not { } profile)
        {
            return DutyVerdict.Of(obstacle, []);
        }

        var stretches = Before(member, profile, worked, mission.From, now);
        var arrival = Math.Min(mission.Until.UtcTicks, mission.From.UtcTicks + Math.Max(0, travel.Ticks));
        stretches.Add(new(mission.From.UtcTicks, arrival, Activity.Travel));
        stretches.Add(new(arrival, mission.Until.UtcTicks, Activity.Mission));
        return DutyVerdict.Of(obstacle, profile.Breaches(Timeline.Of(stretches, profile.Weighing), mission));
    }

    /// <summary>What a member has worked, and will have worked by the pattern, before a time that matters to the rules.</summary>
    public List<Stretch> Before(Member member, DutyProfile profile, IEnumerable<WorkedSpan> worked, DateTimeOffset time, DateTimeOffset now)
    {
        var stretches = new List<Stretch>();
        profile.AddWorked(stretches, worked, time.UtcTicks);
        var from = new DateTimeOffset(Math.Max(now.UtcTicks, time.UtcTicks - profile.Reach.Ticks), TimeSpan.Zero);
        if (from < time && PatternOf(member.Nation, member.Details.DutyPattern) is { } pattern)
        {
            foreach (var planned in Planned(member, pattern, new(from, time)))
            {
                stretches.Add(new(planned.Period.From.UtcTicks, planned.Period.Until.UtcTicks, planned.Shift.OnCall ? Activity.OnCall : Activity.Duty));
            }
        }

        return stretches;
    }

    /// <summary>The shifts that a member is planned for within a period, cut to it, and where the member is on leave.</summary>
    public static IEnumerable<PlannedShift> Planned(Member member, DutyPattern pattern, Period period) =>
        from planned in pattern.ShiftsIn(period, member.Details.DutyPatternOffset)
        from part in planned.Period.Within(period).Except(member.Details.Leave)
        select planned with { Period = part };

    private string? ObstacleOf(Member member, DateTimeOffset start, DateTimeOffset now) =>
        PatternOf(member.Nation, member.Details.DutyPattern) is { } pattern
        && !(member.Duty is Duty.OnDuty or Duty.OnCall && start < now + HandHolds)
        && pattern.WhyOff(start, member.Details.DutyPatternOffset) is { } why
            ? $"is off duty by the pattern '{pattern.DisplayName}': {why}"
            : null;
}
