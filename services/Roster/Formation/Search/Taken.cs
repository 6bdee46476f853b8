using System.Collections.Immutable;

namespace TaskForce.Roster.Formation.Search;

/// <summary>Who and what the teams found so far have: people and assets by number, and how many each base has given.</summary>
internal sealed class Taken
{
    public HashSet<int> People { get; } = [];

    public HashSet<int> Things { get; } = [];

    public Dictionary<string, int> Bases { get; } = [];

    public static Taken By(IEnumerable<Draft?> teams)
    {
        var taken = new Taken();
        foreach (var team in teams.OfType<Draft>())
        {
            taken.Add(team);
        }

        return taken;
    }

    /// <summary>A slot with whom and what these teams leave it.</summary>
    public Slot LeaveOf(Slot slot) => slot with
    {
        People = [.. slot.People.Where(person => !People.Contains(person.Person))],
        Assets = [.. slot.Assets.Where(asset => !Things.Contains(asset.Thing))],
        MayLeave = slot.MayLeave.ToImmutableDictionary(home => home.Key, home => Math.Max(0, home.Value - Bases.GetValueOrDefault(home.Key))),
    };

    public void Add(Draft team)
    {
        People.UnionWith(team.People.Select(person => person.Person));
        Things.UnionWith(team.Assets.Select(asset => asset.Thing));
        foreach (var home in team.People.Select(person => Slot.BaseOf(person.Candidate)))
        {
            Bases[home] = Bases.GetValueOrDefault(home) + 1;
        }
    }
}
