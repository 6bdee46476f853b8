namespace TaskForce.Roster.Formation;

/// <summary>Says why each member was picked, for the person who signs.</summary>
internal static class Reasons
{
    /// <param name="part">The member's part.</param>
    /// <param name="lineup">The team.</param>
    /// <param name="requirement">What the team must be able to do.</param>
    /// <param name="pool">Who else there was; null if it is not known.</param>
    /// <param name="leaderSkill">The skill that leader and deputy need; empty if none.</param>
    public static IEnumerable<string> For(Part part, Lineup lineup, Requirement requirement, Pool? pool, string leaderSkill)
    {
        var (candidate, member, nation) = (part.Candidate, part.Candidate.Member, part.Candidate.Nation);
        if (part.Role != TeamRole.Member)
        {
            var verb = part.Role == TeamRole.Leader ? "Leads the team" : "Stands in for the leader, who is of another nation";
            yield return leaderSkill.Length > 0 ? $"{verb}: {leaderSkill} grade {member.GradeOf(leaderSkill, requirement.Period)}." : $"{verb}.";
        }

        foreach (var need in requirement.Skills.Where(need => member.GradeOf(need.Skill, requirement.Period) >= need.MinGrade))
        {
            yield return $"Holds {need.Skill} at grade {member.GradeOf(need.Skill, requirement.Period)} for the whole time{Others(need)}.";
        }

        yield return $"One of {lineup.Members.Count(other => other.Nation == nation)} of {nation}, which must send "
            + $"{requirement.Quotas.First(quota => quota.Nation == nation).MinMembers}{Rank()}.";

        string Others(SkillNeed need) => pool is null ? "" :
            $"; {pool.Available.Count(other => other != candidate && other.Member.GradeOf(need.Skill, requirement.Period) >= need.MinGrade)} others available do";

        string Rank() => pool is null || requirement.IsRemote ? "" :
            $"; {pool.Available.Count(other => other.Nation == nation && other.TravelTime < candidate.TravelTime)} of the "
            + $"{pool.Available.Count(other => other.Nation == nation)} available of {nation} are nearer";
    }
}
