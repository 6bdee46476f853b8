using TaskForce.Roster.Formation;

namespace TaskForce.Roster.Tests.Formation.Search;

/// <summary>Tries every team there is, with rules that share nothing with the search but the requirement itself.</summary>
internal static class BruteForce
{
    /// <summary>Every valid team's people.</summary>
    public static IEnumerable<List<Candidate>> Teams(Pool pool, Requirement requirement)
    {
        var members = pool.Members;
        return Enumerable.Range(0, 1 << members.Length)
            .Select(bits => members.Where((_, i) => (bits & (1 << i)) != 0).ToList())
            .Where(team => team.Count >= requirement.MinMembers && team.Count <= requirement.MaxMembers && IsValid(team, pool, requirement));
    }

    /// <summary>The earliest latest arrival, and the least total travel with it; seconds.</summary>
    public static (long, long)? Best(Pool pool, Requirement requirement) =>
        Teams(pool, requirement).Select(team => ((long, long)?)Cost(team)).Order().FirstOrDefault();

    public static (long Latest, long Total) Cost(IEnumerable<Candidate> team) =>
        ((long)team.Max(member => member.TravelTime).TotalSeconds, (long)team.Sum(member => member.TravelTime.TotalSeconds));

    private static bool IsValid(List<Candidate> team, Pool pool, Requirement requirement) =>
        requirement.Quotas.All(q => team.Count(m => m.Nation == q.Nation) >= q.MinMembers)
        && requirement.Skills.All(s => team.Count(m => Holds(m, s.Skill, s.MinGrade)) >= s.Count)
        && team.Where(m => Holds(m, Worlds.LeaderSkill, 1)).Select(m => m.Nation).Distinct().Count() >= 2
        && Speak(team, requirement) && CanBeEquipped(team, pool, requirement) && KeepsReserve(team, pool, requirement);

    private static bool Holds(Candidate m, string skill, int grade) => m.Member.Details.Qualifications
        .Any(q => q.Skill == skill && q.Grade >= grade && q.Validity.From <= Worlds.Day.From && q.Validity.Until >= Worlds.Day.Until);

    private static bool Speak(List<Candidate> team, Requirement requirement)
    {
        static bool Speaks(Candidate m, string l) => m.Member.Details.Languages.Contains(l);
        var languages = requirement.Languages.IsEmpty ? team.SelectMany(m => m.Member.Details.Languages).Distinct() : requirement.Languages;
        return languages.Any(l => team.All(m => Speaks(m, l) || (requirement.Interpreter is not null && team.Any(i =>
            i != m && Holds(i, "interpreter", 1) && Speaks(i, l) && i.Member.Details.Languages.Any(own => Speaks(m, own))))));
    }

    private static bool CanBeEquipped(List<Candidate> team, Pool pool, Requirement requirement) =>
        Enumerable.Range(0, 1 << pool.Assets.Length).Select(bits => pool.Assets.Where((_, i) => (bits & (1 << i)) != 0).ToList()).Any(things =>
            requirement.Assets.All(need => things.Count(thing => thing.Has(need.Capability)) >= need.Count)
            && (!requirement.SeatsForAll || things.Sum(thing => thing.Asset.Details.Seats) >= team.Count)
            && things.Count(thing => !thing.Asset.Details.Crew.IsEmpty) <= team.Count(m => Holds(m, "helm", 1)));

    private static bool KeepsReserve(List<Candidate> team, Pool pool, Requirement requirement) => requirement.BaseReserve == 0
        || team.GroupBy(m => (m.Nation, m.Base)).All(home => pool.Members.Count(m => (m.Nation, m.Base) == home.Key) - home.Count() >= requirement.BaseReserve);
}
