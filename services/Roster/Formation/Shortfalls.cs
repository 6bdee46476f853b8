using static TaskForce.Roster.V1.Shortfall.Types;

namespace TaskForce.Roster.Formation;

/// <summary>Says which requirement no team can meet, and who comes closest.</summary>
internal static class Shortfalls
{
    private const int MostNearMisses = 5;

    /// <summary>Every requirement that cannot be met by itself, or what cannot be met together.</summary>
    public static IReadOnlyList<V1.Shortfall> Of(Pool pool, Requirement requirement, string leaderSkill)
    {
        List<V1.Shortfall> alone =
        [
            .. Members(pool, requirement), .. Nations(pool, requirement), .. Skills(pool, requirement), .. Leaders(pool, requirement, leaderSkill),
            .. Languages(pool, requirement), .. Assets(pool, requirement),
        ];
        return alone.Count > 0 ? alone : [Combination(pool, requirement, leaderSkill)];
    }

    private static IEnumerable<V1.Shortfall> Members(Pool pool, Requirement requirement) => Short(
        "members", requirement.MinMembers, pool.Available.Count(), "members are available", Nearest(pool.Members, _ => null));

    private static IEnumerable<V1.Shortfall> Nations(Pool pool, Requirement requirement) => requirement.Quotas.SelectMany(quota => Short(
        $"nation:{quota.Nation}", quota.MinMembers, pool.Available.Count(candidate => candidate.Nation == quota.Nation),
        $"members of {quota.Nation} are available", Nearest(pool.Members.Where(candidate => candidate.Nation == quota.Nation), _ => null)));

    private static IEnumerable<V1.Shortfall> Skills(Pool pool, Requirement requirement) => requirement.Skills.SelectMany(need => Short(
        $"skill:{need.Skill}", need.Count,
        pool.Available.Count(candidate => candidate.Member.GradeOf(need.Skill, requirement.Period) >= need.MinGrade),
        $"available members hold {need.Skill} at grade {need.MinGrade} or better for the whole time",
        Nearest(pool.Members.Where(candidate => candidate.Member.Details.Qualifications.Any(held => held.Skill == need.Skill)),
            candidate => Availability.SkillObstacle(candidate.Member, need, requirement.Period))));

    // Leader and deputy are of two nations, so the second can only come from a nation that the first does not.
    private static IEnumerable<V1.Shortfall> Leaders(Pool pool, Requirement requirement, string leaderSkill)
    {
        var need = new SkillNeed(leaderSkill, 1, 1);
        var able = leaderSkill.Length == 0 ? [.. pool.Available]
            : pool.Available.Where(candidate => candidate.Member.GradeOf(leaderSkill, requirement.Period) > 0).ToList();
        var nations = able.Select(candidate => candidate.Nation).Distinct().ToList();
        var closest = Nearest(
            pool.Members.Where(candidate => !nations.Contains(candidate.Nation) && candidate.Member.Details.Qualifications.Any(held => held.Skill == leaderSkill)),
            candidate => Availability.SkillObstacle(candidate.Member, need, requirement.Period));
        var text = leaderSkill.Length > 0 ? $"nations have an available {leaderSkill} for the whole time" : "nations have an available member";
        return Short(nations.Count == 0 ? "leader" : "deputy", 2, nations.Count, text, closest);
    }

    private static IEnumerable<V1.Shortfall> Languages(Pool pool, Requirement requirement)
    {
        var available = pool.Available.ToList();
        var spoken = available.SelectMany(candidate => candidate.Member.Details.Languages)
            .Where(language => requirement.Languages.IsEmpty || requirement.Languages.Contains(language)).Distinct().ToList();
        var best = spoken.Select(language => requirement.Quotas.Min(quota => available.Count(candidate =>
            candidate.Nation == quota.Nation && candidate.Member.Details.Languages.Contains(language)) - quota.MinMembers)).DefaultIfEmpty(int.MinValue).Max();
        var which = requirement.Languages.IsEmpty ? "language" : $"language of {string.Join(", ", requirement.Languages)}";
        return Short("language", 1, best >= 0 ? 1 : 0, $"{which} is spoken by enough available members of every nation", []);
    }

    private static IEnumerable<V1.Shortfall> Assets(Pool pool, Requirement requirement) => requirement.Assets.SelectMany(need => Short(
        $"asset:{need.Capability}", need.Count, pool.Assets.Count(asset => asset.IsAvailable && asset.Has(need.Capability)),
        $"assets with {need.Capability} are available",
        pool.Assets.Where(asset => asset.Has(need.Capability) && !asset.IsAvailable).OrderBy(asset => asset.Obstacles.Length).Take(MostNearMisses)
            .Select(asset => Miss(asset.Asset.Name.ToString(), asset.Asset.Details.DisplayName, asset.Asset.Nation, asset.Obstacles))));

    // Each requirement can be met, but not all together: those are named without any one of which there would be a team.
    private static V1.Shortfall Combination(Pool pool, Requirement requirement, string leaderSkill)
    {
        var helps = Relaxations(requirement, leaderSkill)
            .Where(relaxed => TeamSolver.Solve(pool, relaxed.Requirement, relaxed.LeaderSkill, 1).Count > 0).Select(relaxed => relaxed.What).ToList();
        var message = "Each requirement can be met by itself, but not all together with the people who are available. "
            + (helps.Count > 0 ? $"There would be a team without any one of: {string.Join(", ", helps)}." : "More than one would have to go.");
        return new() { Requirement = "combination", Needed = 1, Available = 0, Message = message };
    }

    private static IEnumerable<(string What, Requirement Requirement, string LeaderSkill)> Relaxations(Requirement requirement, string leaderSkill)
    {
        foreach (var need in requirement.Skills)
        {
            yield return ($"skill:{need.Skill}", requirement with { Skills = requirement.Skills.Remove(need) }, leaderSkill);
        }

        foreach (var quota in requirement.Quotas.Where(quota => quota.MinMembers > 1))
        {
            yield return ($"nation:{quota.Nation}", requirement with { Quotas = requirement.Quotas.Replace(quota, quota with { MinMembers = 1 }) }, leaderSkill);
        }

        yield return ("languages", requirement with { Languages = [] }, leaderSkill);
        yield return ("max_members", requirement with { MaxMembers = requirement.MaxMembers * 2 }, leaderSkill);
        yield return ("leader", requirement, "");
    }

    private static IEnumerable<V1.Shortfall> Short(string requirement, int needed, int available, string what, IEnumerable<NearMiss> closest)
    {
        if (available < needed)
        {
            yield return new()
            {
                Requirement = requirement,
                Needed = needed,
                Available = available,
                Message = $"{available} {what}; {needed} needed.",
                Closest = { closest },
            };
        }
    }

    private static IEnumerable<NearMiss> Nearest(IEnumerable<Candidate> members, Func<Candidate, string?> obstacle) => members
        .Select(candidate => (Candidate: candidate, Obstacles: obstacle(candidate) is { } own ? candidate.Obstacles.Add(own) : candidate.Obstacles))
        .Where(miss => miss.Obstacles.Length > 0)
        .OrderBy(miss => miss.Obstacles.Length).ThenBy(miss => miss.Candidate.TravelTime).ThenBy(miss => miss.Candidate.Member.Name.Id, StringComparer.Ordinal)
        .Take(MostNearMisses)
        .Select(miss => Miss(miss.Candidate.Member.Name.ToString(), miss.Candidate.Member.Details.CallSign, miss.Candidate.Nation, miss.Obstacles));

    private static NearMiss Miss(string resource, string name, string nation, IEnumerable<string> obstacles) =>
        new() { Resource = resource, DisplayName = name, Nation = nation, Obstacle = string.Join("; ", obstacles) };
}
