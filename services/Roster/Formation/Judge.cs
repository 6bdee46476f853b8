using TaskForce.Roster.Assets;
using TaskForce.Roster.DutyTime;
using TaskForce.Roster.Members;

namespace TaskForce.Roster.Formation;

/// <summary>Finds what stands in the way of each member and asset, before their journeys are known and after.</summary>
internal sealed class Judge(DutyTimes dutyTimes)
{
    private static readonly TimeSpan FairUse = TimeSpan.FromDays(28);

    /// <summary>A member as far as the journey does not matter.</summary>
    /// <param name="member">The member.</param>
    /// <param name="requirement">What the team must be able to do.</param>
    /// <param name="facts">What else is known.</param>
    /// <param name="team">The team that is judged, which may hold the member; null if there is none yet.</param>
    public static Candidate Before(Member member, Requirement requirement, Facts facts, string? team = null)
    {
        var name = member.Name.ToString();
        return new(member, null, [.. Held(name, facts, team), .. InTraining(name, facts), .. Availability.Obstacles(member, requirement)])
        {
            RecentMissions = facts.Worked[name].Count(span => span.Kind == DutyKind.Mission && span.Period.Until > facts.Now - FairUse),
        };
    }

    /// <summary>An asset as far as the journey does not matter.</summary>
    public static AssetCandidate Before(Asset asset, Requirement requirement, Facts facts, string? team = null) =>
        new(asset, null, [.. Held(asset.Name.ToString(), facts, team), .. Availability.Obstacles(asset, requirement)]);

    /// <summary>The same with the journey and with duty times, which count it.</summary>
    public Candidate After(Candidate candidate, Journey? journey, Requirement requirement, Facts facts)
    {
        var verdict = dutyTimes.Judge(
            candidate.Member, facts.Worked[candidate.Member.Name.ToString()], requirement.Period, journey?.Time ?? TimeSpan.Zero, facts.Now);
        return candidate with
        {
            Journey = journey,
            DutyTimes = verdict,
            Obstacles =
            [
                .. candidate.Obstacles, .. Availability.Obstacles(journey, requirement.MaxTravelTime), .. Availability.Obstacles(verdict, requirement),
            ],
        };
    }

    /// <summary>The same with the journey.</summary>
    public static AssetCandidate After(AssetCandidate candidate, Journey? journey) =>
        candidate with { Journey = journey, Obstacles = [.. candidate.Obstacles, .. Availability.Obstacles(journey, candidate.Asset)] };

    private static IEnumerable<Obstacle> Held(string resource, Facts facts, string? team)
    {
        if (facts.Teams.TryGetValue(resource, out var holder) && holder != team)
        {
            yield return new("team", $"is in {holder}");
        }
    }

    private static IEnumerable<Obstacle> InTraining(string member, Facts facts)
    {
        if (facts.Trainings.TryGetValue(member, out var training))
        {
            yield return new("training", $"takes part in {training} at that time");
        }
    }
}
