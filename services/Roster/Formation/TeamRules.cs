using TaskForce.Roster.Members;

namespace TaskForce.Roster.Formation;

/// <summary>The rules that make a team valid. Each is checked on its own, so that a refusal names every one that is broken.</summary>
internal static class TeamRules
{
    /// <summary>Everything that keeps this team from going; nothing if it is valid.</summary>
    /// <param name="lineup">The team.</param>
    /// <param name="requirement">What it must be able to do.</param>
    /// <param name="leaderSkill">The skill that leader and deputy need; empty if none.</param>
    public static IEnumerable<Violation> Faults(Lineup lineup, Requirement requirement, string leaderSkill) =>
        Individuals(lineup)
            .Concat(Size(lineup, requirement))
            .Concat(Leadership(lineup, requirement.Period, leaderSkill))
            .Concat(Skills(lineup, requirement))
            .Concat(Equipment(lineup, requirement))
            .Concat(Seats(lineup, requirement))
            .Concat(Crews.Faults(lineup, requirement.Period))
            .Concat(Mandate(requirement));

    /// <summary>What keeps any team from acting under the requirement's mandate.</summary>
    public static IEnumerable<Violation> Mandate(Requirement requirement)
    {
        if (requirement.Mandate is not { } mandate)
        {
            yield break;
        }

        var uncovered = requirement.Nations.Except(mandate.Nations).ToList();
        if (uncovered.Count > 0)
        {
            yield return new("mandate", $"{mandate.Name} does not cover {string.Join(", ", uncovered)}");
        }

        if (!mandate.Validity.Covers(requirement.Period))
        {
            yield return new("mandate", $"{mandate.Name} does not hold for the whole time");
        }
    }

    private static IEnumerable<Violation> Individuals(Lineup lineup) =>
        lineup.Members.SelectMany(candidate => candidate.Obstacles.Select(obstacle =>
                new Violation(candidate.Member.Name.ToString(), $"{candidate.Member.Details.CallSign} {obstacle.Message}")))
            .Concat(lineup.Assets.SelectMany(candidate => candidate.Obstacles.Select(obstacle =>
                new Violation(candidate.Asset.Name.ToString(), $"{candidate.Asset.Details.DisplayName} {obstacle.Message}"))))
            .Concat(lineup.Members.GroupBy(candidate => candidate.Member.Name).Where(group => group.Count() > 1).Select(group =>
                new Violation(group.Key.ToString(), "is named more than once")));

    private static IEnumerable<Violation> Size(Lineup lineup, Requirement requirement)
    {
        if (lineup.Parts.Length < requirement.MinMembers || lineup.Parts.Length > requirement.MaxMembers)
        {
            yield return new("members", $"the team has {lineup.Parts.Length}, it must have {requirement.MinMembers} to {requirement.MaxMembers}");
        }

        foreach (var quota in requirement.Quotas)
        {
            var count = lineup.Members.Count(candidate => candidate.Nation == quota.Nation);
            if (count < quota.MinMembers)
            {
                yield return new($"nation:{quota.Nation}", $"the team has {count} of {quota.Nation}, it needs {quota.MinMembers}");
            }
        }

        if (!Languages.Shared(lineup, requirement).Any())
        {
            yield return new("language", (requirement.Languages.IsEmpty
                ? "no language reaches every member"
                : $"none of {string.Join(", ", requirement.Languages)} reaches every member")
                + (requirement.Interpreter is null ? "" : ", not even through the team's interpreters"));
        }
    }

    private static IEnumerable<Violation> Leadership(Lineup lineup, Period period, string leaderSkill)
    {
        foreach (var role in new[] { TeamRole.Leader, TeamRole.Deputy })
        {
            var holders = lineup.Parts.Where(part => part.Role == role).Select(part => part.Candidate.Member).ToList();
            var field = role == TeamRole.Leader ? "leader" : "deputy";
            if (holders.Count != 1)
            {
                yield return new(field, $"the team has {holders.Count}, it needs 1");
            }
            else if (leaderSkill.Length > 0 && holders[0].GradeOf(leaderSkill, period) == 0)
            {
                yield return new(field, $"the {field} is not qualified as {leaderSkill} for the whole time");
            }
        }

        if (lineup.Parts.Where(part => part.Role != TeamRole.Member).Select(part => part.Candidate.Nation).Distinct().Count() == 1)
        {
            yield return new("deputy", "is of the same nation as the leader");
        }
    }

    private static IEnumerable<Violation> Skills(Lineup lineup, Requirement requirement) =>
        from need in requirement.Skills
        let count = lineup.Members.Count(candidate => candidate.Member.GradeOf(need.Skill, requirement.Period) >= need.MinGrade)
        where count < need.Count
        select new Violation($"skill:{need.Skill}", $"{count} hold it at grade {need.MinGrade} or better for the whole time, {need.Count} are needed");

    private static IEnumerable<Violation> Equipment(Lineup lineup, Requirement requirement) =>
        from need in requirement.Assets
        let count = lineup.Assets.Select(candidate => candidate.Asset).DistinctBy(asset => asset.Name)
            .Count(asset => asset.Details.Capabilities.Contains(need.Capability))
        where count < need.Count
        select new Violation($"asset:{need.Capability}", $"the team has {count}, it needs {need.Count}");

    private static IEnumerable<Violation> Seats(Lineup lineup, Requirement requirement)
    {
        var seats = lineup.Assets.Select(candidate => candidate.Asset).DistinctBy(asset => asset.Name).Sum(asset => asset.Details.Seats);
        if (requirement.SeatsForAll && seats < lineup.Parts.Length)
        {
            yield return new("seats", $"the team's assets carry {seats}, it has {lineup.Parts.Length} members");
        }
    }
}
