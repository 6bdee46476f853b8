namespace TaskForce.Partners.Stix;

/// <summary>Goes along the ties of one case, never through another incident.</summary>
internal sealed class StixWay(string root, StixTies ties)
{
    private readonly HashSet<string> _followed = new(StringComparer.Ordinal);

    /// <summary>What was reached, with the strictest marking on the least secret way there.</summary>
    public Dictionary<string, Tlp> Reached { get; } = new(StringComparer.Ordinal);

    /// <summary>Goes on from objects.</summary>
    public void Follow(IEnumerable<(string Id, Tlp Level)> starts)
    {
        var next = new PriorityQueue<string, Tlp>(starts);
        while (next.TryDequeue(out var id, out var level))
        {
            if (!Reached.TryAdd(id, level) || (id != root && (StixObject.TypeOf(id) == "incident" || StixCases.IsLeaf(id))))
            {
                continue;
            }

            // Levels only rise, so that the first time is the least secret: a tie is followed once.
            foreach (var tie in ties.Of(id).Where(tie => IsOfRoot(tie) && _followed.Add(tie.Id)))
            {
                var along = level > tie.Level ? level : tie.Level;
                next.EnqueueRange(tie.Refs.Append(tie.Id).Where(other => !Reached.ContainsKey(other)).Select(other => (other, along)));
            }
        }
    }

    // What another incident names, and what ties it to something, is of that one alone.
    private bool IsOfRoot(StixObject tie) => tie.Type switch
    {
        "incident" => tie.Id == root,
        "relationship" => tie.Refs.Contains(root) || !tie.Refs.Any(id => StixObject.TypeOf(id) == "incident"),
        _ => true,
    };
}
