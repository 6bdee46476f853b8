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
