using System.Collections.Immutable;

namespace TaskForce.Roster.Formation.Search;

/// <summary>A team that the search found for one slot.</summary>
internal sealed record Draft(Slot Slot, ImmutableArray<Traits> People, Traits Leader, Traits Deputy, ImmutableArray<AssetTraits> Assets)
{
    /// <summary>When the last arrives, seconds from now, in whole minutes.</summary>
    public int Arrival { get; } = People.Max(person => person.Arrival);

    /// <summary>All travel times, seconds.</summary>
    public long Travel { get; } = People.Sum(person => (long)person.Seconds);

    /// <summary>Leader first, deputy second, then the nearest.</summary>
    public Lineup ToLineup() => new(
        [.. People.Select(person => new Part(person.Candidate, RoleOf(person)))
            .OrderBy(part => part.Role).ThenBy(part => part.Candidate.TravelTime).ThenBy(part => part.Candidate.Member.Name.Id, StringComparer.Ordinal)],
        [.. Assets.Select(asset => asset.Candidate)]);

    private TeamRole RoleOf(Traits person) =>
        person == Leader ? TeamRole.Leader : person == Deputy ? TeamRole.Deputy : TeamRole.Member;
}

/// <summary>A team for each slot that gets one.</summary>
internal sealed record Plan(ImmutableArray<Draft?> Teams) : IComparable<Plan>
{
    /// <summary>How many slots have no team.</summary>
    public int Unserved { get; } = Teams.Count(team => team is null);

    /// <summary>The sum of the latest arrivals, seconds.</summary>
    public long Arrival { get; } = Teams.Sum(team => (long)(team?.Arrival ?? 0));

    /// <summary>The sum of all travel times, seconds.</summary>
    public long Travel { get; } = Teams.Sum(team => team?.Travel ?? 0);

    /// <summary>The better plan is the smaller.</summary>
    public int CompareTo(Plan? other) => other is null ? -1
        : (Unserved, Arrival, Travel).CompareTo((other.Unserved, other.Arrival, other.Travel));

    public Plan With(int slot, Draft? team) => new(Teams.SetItem(slot, team));
}
