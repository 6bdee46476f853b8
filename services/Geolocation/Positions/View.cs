using TaskForce.Geolocation.Disclosures;

namespace TaskForce.Geolocation.Positions;

/// <summary>Which positions a caller asks for, and which of them the caller may see.</summary>
internal sealed record View(Selection Selection, Sight Sight)
{
    /// <summary>This service's own.</summary>
    public static View Everything { get; } = new(Selection.Everything, Sight.Everything);
}
