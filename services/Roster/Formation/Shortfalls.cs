using static TaskForce.Roster.V1.Shortfall.Types;

namespace TaskForce.Roster.Formation;

/// <summary>Says which requirement no team can meet, and who comes closest.</summary>
internal static class Shortfalls
{
    private const int MostNearMisses = 5;

    /// <summary>Every requirement that cannot be met by itself; none if they only cannot be met together.</summary>
    public static IReadOnlyList<V1.Shortfall> Of(Pool pool, Requirement requirement, string leaderSkill) =>
    [
        .. Mandate(requirement), .. Members(pool, requirement), .. Nations(pool, requirement), .. Skills(pool, requirement),
        .. Leaders(pool, requirement, leaderSkill), .. Languages(pool, requirement), .. Assets(pool, requirement), .. Seats(pool, requirement),
    ];

    private static IEnumerable<V1.Shortfall> Mandate(Requirement requirement) => TeamRules.Mandate(requirement)
        .Select(fault => new V1.Shortfall { Requirement = fault.Field, Needed = 1, Message = $"{fault.Description}." });

    private static IEnumerable<V1.Shortfall> Seats(Pool pool, Requirement requirement) => Short(
        "seats", requirement.SeatsForAll ? requirement.MinMembers : 0, pool.Assets.Where(asset => asset.IsAvailable).Sum(asset => asset.Asset.Details.Seats),
        "seats are in available assets", []);

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

    // With interpreters nobody can say by counting; the search can.
    private static IEnumerable<V1.Shortfall> Languages(Pool pool, Requirement requirement)
    {
        if (requirement.Interpreter is not null)
        {
            return [];
        }

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
        .Select(candidate => (Candidate: candidate, Obstacles: obstacle(candidate) is { } own ? candidate.Obstacles.Add(new("skill", own)) : candidate.Obstacles))
        .Where(miss => miss.Obstacles.Length > 0)
        .OrderBy(miss => miss.Obstacles.Length).ThenBy(miss => miss.Candidate.TravelTime).ThenBy(miss => miss.Candidate.Member.Name.Id, StringComparer.Ordinal)
        .Take(MostNearMisses)
        .Select(miss => Miss(miss.Candidate.Member.Name.ToString(), miss.Candidate.Member.Details.CallSign, miss.Candidate.Nation, miss.Obstacles));

    private static NearMiss Miss(string resource, string name, string nation, IReadOnlyCollection<Obstacle> obstacles) =>
        new()
        {
            Resource = resource,
            DisplayName = name,
            Nation = nation,
            Obstacle = string.Join("; ", obstacles.Select(obstacle => obstacle.Message)),
            Rules = { obstacles.Select(obstacle => obstacle.Rule).Distinct() },
        };
}
