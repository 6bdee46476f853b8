namespace TaskForce.Partners.Stix;

/// <summary>The objects of a bundle and of a case that came before, each in its newest version, and what ties them.</summary>
/// <param name="sent">What came with the bundle; the same for all cases.</param>
/// <param name="before">The case; null if the bundle begins it.</param>
internal sealed class StixTies(StixSent sent, StixCase? before)
{
    private readonly StixSent _kept = new(before?.Members.Select(member => member.Object) ?? []);

    /// <summary>The newest version of an object; null if there is none. Of two that are the same version the one that came first.</summary>
    public StixObject? Find(string id) => _kept.Objects.GetValueOrDefault(id) is { } kept
        ? sent.Objects.GetValueOrDefault(id) is { } newer && newer.Modified > kept.Modified ? newer : kept
        : sent.Objects.GetValueOrDefault(id);

    /// <summary>What ties an object to others, unless a newer version took it back.</summary>
    public IEnumerable<StixObject> Of(string id) => sent.Ties[id].Concat(_kept.Ties[id]).Where(tie => ReferenceEquals(tie, Find(tie.Id)));
}

/// <summary>Objects, found by their ids and by what they tie.</summary>
internal sealed class StixSent
{
    public StixSent(IEnumerable<StixObject> objects)
    {
        Objects = objects.ToDictionary(each => each.Id, StringComparer.Ordinal);
        Ties = Objects.Values.Where(tie => !tie.IsRevoked).SelectMany(tie => tie.Refs.Append(tie.Id).Distinct(), (tie, id) => (id, tie))
            .ToLookup(each => each.id, each => each.tie, StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, StixObject> Objects { get; }

    public ILookup<string, StixObject> Ties { get; }
}
