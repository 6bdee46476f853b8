namespace TaskForce.Roster.Formation;

/// <summary>Finds the best valid teams. Pure: the same pool and requirement give the same teams.</summary>
internal static class TeamSolver
{
    /// <summary>Up to <paramref name="most"/> teams, best first; any two differ in at least one member. None if none is valid.</summary>
    public static IReadOnlyList<Lineup> Solve(Pool pool, Requirement requirement, string leaderSkill, int most)
    {
        if (EquipmentPick.Nearest(pool.Assets, requirement.Assets) is not { } equipment)
        {
            return [];
        }

        var model = new TeamModel(Reduce(pool, requirement, leaderSkill, most), requirement, leaderSkill);
        var lineups = new List<Lineup>();
        while (lineups.Count < most && model.Next() is { } parts)
        {
            lineups.Add(new([.. parts], equipment));
        }

        return lineups;
    }

    // Of people whom the requirement cannot tell apart only the nearest matter: as many as fit into a team, and one more for each
    // further proposal. It leaves the optimum as it is and a model that is small however many people there are.
    private static IEnumerable<Candidate> Reduce(Pool pool, Requirement requirement, string leaderSkill, int most) => pool.Available
        .GroupBy(candidate => Kind(candidate, requirement, leaderSkill))
        .OrderBy(kind => kind.Key, StringComparer.Ordinal)
        .SelectMany(kind => kind
            .OrderBy(candidate => candidate.TravelTime).ThenBy(candidate => candidate.Member.Name.Id, StringComparer.Ordinal)
            .Take(requirement.MaxMembers + most));

    private static string Kind(Candidate candidate, Requirement requirement, string leaderSkill)
    {
        var member = candidate.Member;
        var skills = requirement.Skills.Select(need => member.GradeOf(need.Skill, requirement.Period) >= need.MinGrade ? '1' : '0');
        var languages = member.Details.Languages
            .Where(language => requirement.Languages.IsEmpty || requirement.Languages.Contains(language)).Order(StringComparer.Ordinal);
        return $"{candidate.Nation}|{string.Concat(skills)}|{string.Join(',', languages)}|{member.GradeOf(leaderSkill, requirement.Period)}";
    }
}
