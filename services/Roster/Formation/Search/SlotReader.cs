using System.Collections.Immutable;
using TaskForce.Roster.Members;

namespace TaskForce.Roster.Formation.Search;

/// <summary>Turns requirements and their pools into what the search works on. People and assets have one number over all slots.</summary>
internal sealed class SlotReader(string leaderSkill)
{
    private const int MostLanguages = 64;
    private const int MostCrews = 64;

    private readonly Dictionary<MemberName, int> _people = [];
    private readonly Dictionary<string, int> _things = [];

    /// <param name="requirement">What the team must be able to do.</param>
    /// <param name="pool">Who and what there is; only what is available is used.</param>
    /// <param name="included">Who must be in the team.</param>
    /// <param name="relaxable">Whether to take also those whom only a rule of the requirement keeps out.</param>
    public Slot Read(Requirement requirement, Pool pool, IEnumerable<string>? included = null, bool relaxable = false)
    {
        var available = pool.Members.Where(candidate => candidate.IsAvailable || (relaxable && IsRelaxable(candidate))).OrderBy(candidate => candidate.TravelTime).ThenBy(candidate => candidate.RecentMissions)
            .ThenBy(candidate => candidate.Member.Name.Id, StringComparer.Ordinal).ToList();
        var languages = LanguagesOf(available, requirement);
        var useful = pool.Assets.Where(asset => asset.IsAvailable && IsUseful(asset, requirement))
            .OrderBy(asset => asset.TravelTime).ThenBy(asset => asset.Asset.Name.Id, StringComparer.Ordinal).ToList();
        var crews = useful.SelectMany(asset => asset.Asset.Details.Crew).Select(crew => new CrewKind(crew.Skill, crew.MinGrade))
            .Distinct().Take(MostCrews).ToImmutableArray();
        var people = available.Select(candidate => TraitsOf(candidate, requirement, languages, crews)).ToImmutableArray();
        return new(requirement, people, [.. useful.Select(asset => TraitsOf(asset, requirement, crews))])
        {
            Languages = languages,
            Allowed = Bits(languages, language => requirement.Languages.IsEmpty || requirement.Languages.Contains(language)),
            Crews = crews,
            Included = [.. (included ?? []).Select(name => NumberOf(ResourceName.Parse<MemberName>(name, "included")))],
            MayLeave = MayLeave(pool, requirement),
            Broken = [.. TeamRules.Mandate(requirement).Select(fault => fault.Field)],
        };
    }

    private static bool IsRelaxable(Candidate candidate) => candidate.Journey is not null
        && candidate.Obstacles.All(obstacle => obstacle.Rule is Availability.TravelRule or Availability.DutyTimeRule);

    // Who could stay behind: everyone on duty and free, whether or not they could be at the place in time.
    private static ImmutableDictionary<string, int> MayLeave(Pool pool, Requirement requirement) => requirement.BaseReserve == 0
        ? ImmutableDictionary<string, int>.Empty
        : pool.Members.Where(candidate => candidate.Obstacles.All(obstacle => obstacle.Rule is Availability.TravelRule or Availability.DutyTimeRule))
            .GroupBy(Slot.BaseOf).ToImmutableDictionary(group => group.Key, group => Math.Max(0, group.Count() - requirement.BaseReserve));

    // Without a list any language may be the team's. Of more than 64 those that most people speak count.
    private static ImmutableArray<string> LanguagesOf(List<Candidate> available, Requirement requirement)
    {
        var spoken = available.SelectMany(candidate => candidate.Member.Details.Languages).CountBy(language => language)
            .OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).Select(count => count.Key);
        var all = requirement.Interpreter is null && !requirement.Languages.IsEmpty ? requirement.Languages : requirement.Languages.Concat(spoken);
        return [.. all.Distinct().Take(MostLanguages)];
    }

    private static bool IsUseful(AssetCandidate asset, Requirement requirement) =>
        requirement.Assets.Any(need => asset.Has(need.Capability)) || (requirement.SeatsForAll && asset.Asset.Details.Seats > 0);

    private static ulong Bits<T>(IReadOnlyList<T> items, Func<T, bool> holds)
    {
        var bits = 0UL;
        for (var i = 0; i < items.Count; i++)
        {
            bits |= holds(items[i]) ? 1UL << i : 0;
        }

        return bits;
    }

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);

    private Traits TraitsOf(Candidate candidate, Requirement requirement, ImmutableArray<string> languages, ImmutableArray<CrewKind> crews)
    {
        var (member, period) = (candidate.Member, requirement.Period);
        return new(
            candidate, NumberOf(member.Name), requirement.Quotas.IndexOf(requirement.Quotas.First(quota => quota.Nation == candidate.Nation)),
            Bits(requirement.Skills, need => member.GradeOf(need.Skill, period) >= need.MinGrade),
            Bits(languages, language => member.Details.Languages.Contains(language)),
            Bits(crews, crew => member.GradeOf(crew.Skill, period) >= crew.MinGrade),
            leaderSkill.Length == 0 ? 1 : member.GradeOf(leaderSkill, period),
            requirement.Interpreter is { } interpreter && member.GradeOf(interpreter.Skill, period) >= interpreter.MinGrade,
            Seconds(candidate.TravelTime));
    }

    private AssetTraits TraitsOf(AssetCandidate asset, Requirement requirement, ImmutableArray<CrewKind> crews)
    {
        var name = asset.Asset.Name.ToString();
        _things.TryAdd(name, _things.Count);
        return new(asset, _things[name], Bits(requirement.Assets, need => asset.Has(need.Capability)), Seconds(asset.TravelTime),
            [.. asset.Asset.Details.Crew.Select(crew => (crews.IndexOf(new(crew.Skill, crew.MinGrade)), crew.Count))]);
    }

    private int NumberOf(MemberName name)
    {
        _people.TryAdd(name, _people.Count);
        return _people[name];
    }
}
