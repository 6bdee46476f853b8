namespace TaskForce.Geolocation.Positions.Map;

/// <summary>How many may watch maps. Section <c>Positions:Map</c>.</summary>
internal sealed class MapOptions
{
    /// <summary>At the same time in this process, 1 to 10,000.</summary>
    public int MostWatchers { get; set; } = 500;
}
