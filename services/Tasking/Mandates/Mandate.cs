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

    /// <summary>The nations on whose territory it holds, ISO 3166-1 alpha-2.</summary>
    public List<string> Territory { get; set; } = [];

    /// <summary>The nations whose people may act under it, ISO 3166-1 alpha-2.</summary>
    public List<string> Nations { get; set; } = [];

    /// <summary>What they may do, for people.</summary>
    public string Powers { get; set; } = "";

    /// <summary>What weapons they may carry, for people.</summary>
    public string Weapons { get; set; } = "";

    /// <summary>From when it holds.</summary>
    public DateTimeOffset ValidFrom { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Until when it holds.</summary>
    public DateTimeOffset ValidUntil { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>What an order says of it.</summary>
    public string Text => $"{Title} ({LegalBasis}). {Powers} {Weapons}";

    /// <summary>Whether it covers these nations' people at this place for this whole time.</summary>
    public bool Covers(string hostNation, IEnumerable<string> nations, DateTimeOffset from, DateTimeOffset until) =>
        Territory.Contains(hostNation) && nations.All(Nations.Contains) && ValidFrom <= from && until <= ValidUntil;
}
