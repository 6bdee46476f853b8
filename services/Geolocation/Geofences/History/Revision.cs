namespace TaskForce.Geolocation.Geofences.History;

/// <summary>How the history of a subject at a fence changes: what is taken back, what is told. Either may be empty.</summary>
/// <param name="Edition">The fence.</param>
/// <param name="Subject">Who.</param>
/// <param name="Retracted">Kept events that do not hold, oldest first.</param>
/// <param name="Told">Events that hold, oldest first.</param>
internal sealed record Revision(Edition Edition, string Subject, IReadOnlyList<KeptEvent> Retracted, IReadOnlyList<FenceEvent> Told)
{
    public bool IsEmpty => Retracted.Count == 0 && Told.Count == 0;

    /// <summary>What leads from one history to another. What is in both stays.</summary>
    public static Revision Between(Edition edition, string subject, IReadOnlyList<KeptEvent> old, IReadOnlyList<FenceEvent> now)
    {
        var stays = old.Select(kept => kept.Event).Intersect(now).ToHashSet();
        return new(edition, subject, [.. old.Where(kept => !stays.Contains(kept.Event))], [.. now.Where(told => !stays.Contains(told))]);
    }

    /// <summary>For each told event the one it is right instead of: one of its own type if there is any left, else the oldest left.</summary>
    public IReadOnlyDictionary<FenceEvent, KeptEvent> Links()
    {
        var open = Retracted.ToList();
        var links = new Dictionary<FenceEvent, KeptEvent>();
        foreach (var told in Told)
        {
            Link(told, open.FindIndex(kept => kept.Event.Type == told.Type));
        }

        foreach (var told in Told.Where(told => open.Count > 0 && !links.ContainsKey(told)))
        {
            Link(told, 0);
        }

        return links;

        void Link(FenceEvent told, int index)
        {
            if (index >= 0)
            {
                links[told] = open[index];
                open.RemoveAt(index);
            }
        }
    }
}
