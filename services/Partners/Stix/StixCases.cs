namespace TaskForce.Partners.Stix;

/// <summary>Which objects of a bundle belong together.</summary>
internal static class StixCases
{
    /// <summary>The most cases of a bundle.</summary>
    public const int MostCases = 50;

    // Objects of these types belong to whatever names them, and do not tie together what they are named by.
    private static readonly string[] Leaves = ["identity", "location", "marking-definition"];

    /// <summary>The cases of a bundle, by their roots, in its order.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="known">The roots of the cases that each known object is in already.</param>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <c>STIX_INVALID</c>: there are too many.</exception>
    public static IReadOnlyList<(string Root, IReadOnlyList<StixMember> Members)> Of(StixBundle bundle, ILookup<string, string> known)
    {
        var objects = bundle.Objects.ToDictionary(each => each.Id, StringComparer.Ordinal);
        var ties = bundle.Objects.Where(each => !each.IsRevoked).SelectMany(tie => tie.Refs.Append(tie.Id), (tie, id) => (id, tie)).ToLookup(each => each.id, each => each.tie, StringComparer.Ordinal);
        var cases = new Dictionary<string, Dictionary<string, Tlp>>(StringComparer.Ordinal);
        var placed = new HashSet<string>(StringComparer.Ordinal);

        Begin(bundle.Objects.Where(each => each.Type == "incident").Select(each => each.Id));
        // Of cases that came before: what is said of their objects now, and what ties something new to them.
        Begin(bundle.Objects.SelectMany(each => each.Refs.Append(each.Id)).SelectMany(id => known[id]));
        Begin(bundle.Objects.Where(each => each.Type == "report" && !placed.Contains(each.Id)).Select(each => each.Id));
        Begin(bundle.Objects.Where(each => each.Type == "indicator" && !placed.Contains(each.Id)).Select(each => each.Id));
        return cases.Count <= MostCases
            ? [.. cases.Select(each => (each.Key, Members(each.Value)))]
            : throw StixFaults.Refuse($"must not be about more than {MostCases} cases, not {cases.Count}");

        void Begin(IEnumerable<string> roots)
        {
            foreach (var root in roots.Distinct().Where(root => !cases.ContainsKey(root)).ToList())
            {
                var reached = Reach([root, .. bundle.Objects.Select(each => each.Id).Where(id => known[id].Contains(root))], root, ties);
                cases[root] = reached;
                placed.UnionWith(reached.Keys);
            }
        }

        IReadOnlyList<StixMember> Members(Dictionary<string, Tlp> reached) =>
            [.. reached.Where(each => objects.ContainsKey(each.Key)).Select(each => new StixMember(objects[each.Key], each.Value)).SelectMany(member => Named(member, objects)).DistinctBy(member => member.Object.Id)];
    }

    // From the root on along what ties, never through another incident; to each by the least secret way.
    private static Dictionary<string, Tlp> Reach(IEnumerable<string> starts, string root, ILookup<string, StixObject> ties)
    {
        var reached = new Dictionary<string, Tlp>(StringComparer.Ordinal);
        var next = new PriorityQueue<string, int>(starts.Distinct().Select(id => (id, (int)Tlp.Clear)));
        while (next.TryDequeue(out var id, out var level))
        {
            var type = id[..id.IndexOf("--", StringComparison.Ordinal)];
            if (!reached.TryAdd(id, (Tlp)level) || (id != root && (type == "incident" || Leaves.Contains(type))))
            {
                continue;
            }

            foreach (var tie in ties[id])
            {
                var along = Math.Max(level, (int)tie.Level);
                next.EnqueueRange(tie.Refs.Append(tie.Id).Where(other => !reached.ContainsKey(other)).Select(other => (other, along)));
            }
        }

        return reached.Where(each => each.Key == root || !each.Key.StartsWith("incident--", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
    }

    // Who made an object, and what its markings mean, go with it.
    private static IEnumerable<StixMember> Named(StixMember member, Dictionary<string, StixObject> objects) =>
        TlpMarkings.References(member.Object.Body).Append(member.Object.Body.Text("created_by_ref")).Where(objects.ContainsKey).Select(id => new StixMember(objects[id], member.Link)).Prepend(member);
}
