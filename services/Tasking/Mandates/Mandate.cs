namespace TaskForce.Tasking.Mandates;

/// <summary>What allows a guest team to act: configuration, section <c>Mandates</c>.</summary>
internal sealed class Mandate
{
    /// <summary>Its id, unique.</summary>
    public string Id { get; set; } = "";

    /// <summary>What people call it.</summary>
    public string Title { get; set; } = "";

    /// <summary>The law or agreement it rests on.</summary>
    public string LegalBasis { get; set; } = "";

    /// <summary>The host nations of the places where it holds, ISO 3166-1 alpha-2; without zones their outlines are its territory.</summary>
    public List<string> Territory { get; set; } = [];

    /// <summary>The outlines in which it holds, by id, if it does not hold in the whole of its host nations.</summary>
    public List<string> Zones { get; set; } = [];

    /// <summary>The nations whose people may act under it, ISO 3166-1 alpha-2.</summary>
    public List<string> Nations { get; set; } = [];

    /// <summary>What they may do, for machines.</summary>
    public List<V1.Mandate.Types.Power> Allowed { get; set; } = [];

    /// <summary>What they may do, for people.</summary>
    public string Powers { get; set; } = "";

    /// <summary>What weapons they may carry, for machines.</summary>
    public V1.Mandate.Types.WeaponsRule WeaponsRule { get; set; }

    /// <summary>What weapons they may carry, for people.</summary>
    public string Weapons { get; set; } = "";

    /// <summary>From when it holds.</summary>
    public DateTimeOffset ValidFrom { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Until when it holds.</summary>
    public DateTimeOffset ValidUntil { get; set; } = DateTimeOffset.MaxValue;

    public MandateName Name => new(Id);

    /// <summary>What an order says of it.</summary>
    public string Text => $"{Title} ({LegalBasis}). {Powers} {Weapons}";

    /// <summary>Whether an outline is a part of its territory.</summary>
    public bool HoldsIn(Outline outline) => Zones.Count > 0 ? Zones.Contains(outline.Id) : Territory.Contains(outline.Nation);

    /// <summary>Whether it lets these nations' people act together for this whole time, wherever that is.</summary>
    public bool AppliesTo(IEnumerable<string> nations, DateTimeOffset from, DateTimeOffset until) =>
        nations.All(Nations.Contains) && ValidFrom <= from && until <= ValidUntil;
}

/// <summary>The resource name of a mandate, <c>mandates/{mandate}</c>.</summary>
internal readonly record struct MandateName(string Id) : IResourceName<MandateName>
{
    public static string Collection => "mandates";

    public static MandateName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}
