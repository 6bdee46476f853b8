namespace TaskForce.Partners.Stix;

/// <summary>Which objects of a bundle belong together.</summary>
internal static class StixCases
{
    /// <summary>The most cases that a bundle is about: that it begins, or whose roots it has or names.</summary>
    public const int MostCases = 50;

    /// <summary>The most cases besides, which only share an object with the bundle.</summary>
    public const int MostOthers = 100;

    // Objects of these types belong to whatever names them, and do not tie together what they are named by.
    private static readonly string[] Leaves = ["identity", "location", "marking-definition"];

    /// <summary>The cases of a bundle, by their roots, in its order.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="known">The cases that came before and that objects of the bundle, or named by it, are in.</param>
    /// <returns>Of each case its objects with what ties them now, those of before too.</returns>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <c>STIX_INVALID</c>: it is about too many.</exception>
    public static IReadOnlyList<(string Root, IReadOnlyList<StixMember> Members)> Of(StixBundle bundle, IReadOnlyCollection<StixCase> known)
    {
        var (sent, before) = (new StixSent(bundle.Objects), known.ToDictionary(told => told.Root, StringComparer.Ordinal));
        var named = bundle.Named();
        var cases = new Dictionary<string, IReadOnlyList<StixMember>>(StringComparer.Ordinal);
        var placed = new HashSet<string>(StringComparer.Ordinal);
        var incidents = bundle.Objects.Where(each => each.Type == "incident").Select(each => each.Id).ToList();
        var about = incidents.Concat(before.Keys.Where(named.Contains)).Distinct().Count();
        MustBeFew(about);

        incidents.ForEach(Begin);
        // Of cases that came before: what is said of their objects now, and what ties something new to them.
        foreach (var root in before.Keys.Except(incidents))
        {
            Begin(root);
        }

        BeginUnplaced("report");
        BeginUnplaced("indicator");
        return [.. cases.Select(each => (each.Key, each.Value))];

        void BeginUnplaced(string type)
        {
            foreach (var each in bundle.Objects.Where(each => each.Type == type && !placed.Contains(each.Id)).ToList())
            {
                MustBeFew(++about);
                Begin(each.Id);
            }
        }

        void Begin(string root)
        {
            var reached = Reach(root, before.GetValueOrDefault(root), new(sent, before.GetValueOrDefault(root)));
            cases[root] = reached;
            placed.UnionWith(reached.Select(member => member.Object.Id));
        }
    }

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <c>STIX_INVALID</c>: it is about too many cases.</exception>
    public static void MustBeFew(int cases)
    {
        if (cases > MostCases)
        {
            throw StixFaults.Refuse($"must not be about more than {MostCases} cases");
        }
    }

    /// <summary>The objects of a bundle and those that they name, by their ids.</summary>
    public static HashSet<string> Named(this StixBundle bundle) => bundle.Objects.SelectMany(each => each.Refs.Append(each.Id)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether an object belongs to whatever names it.</summary>
    public static bool IsLeaf(string id) => Leaves.Contains(StixObject.TypeOf(id));

    // From the root on along what ties, to each object by the least secret way. What nothing ties to the root any more stays, no less secret than it was.
    private static IReadOnlyList<StixMember> Reach(string root, StixCase? before, StixTies ties)
    {
        var way = new StixWay(root, ties);
        way.Follow([(root, Tlp.Clear)]);
        way.Follow(before?.Members.Where(member => !IsLeaf(member.Object.Id) && !way.Reached.ContainsKey(member.Object.Id)).Select(member => (member.Object.Id, member.Link)).ToList() ?? []);
        var members = way.Reached.Where(each => each.Key == root || StixObject.TypeOf(each.Key) != "incident")
            .Select(each => (Object: ties.Find(each.Key), Link: each.Value)).Where(each => each.Object is not null).Select(each => new StixMember(each.Object!, each.Link)).ToList();
        return [.. members.Concat(members.SelectMany(member => Naming(member, ties))).GroupBy(member => member.Object.Id, StringComparer.Ordinal).Select(same => same.MinBy(member => member.Link)!)];
    }

    // Who made an object, and what its markings mean, go with it, and are told to nobody who does not see it.
    private static IEnumerable<StixMember> Naming(StixMember member, StixTies ties) =>
        TlpMarkings.References(member.Object.Body).Append(member.Object.Body.Text("created_by_ref")).Select(ties.Find).OfType<StixObject>().Select(named => new StixMember(named, member.Level));
}
