using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Travel.Router;

/// <summary>A way along roads, as a routing engine knows it.</summary>
/// <param name="Seconds">How long it takes; not a number if the engine knows no way.</param>
/// <param name="Metres">How long it is; not a number if the engine did not say.</param>
internal readonly record struct Road(float Seconds, float Metres)
{
    public static readonly Road None = new(float.NaN, float.NaN);

    public bool Exists => !float.IsNaN(Seconds);
}

/// <summary>What a routing engine said about the pairs of one call.</summary>
internal sealed class RoadTable
{
    private readonly Dictionary<(Place From, TravelMode Mode), Road[]> _rows = [];

    /// <summary>Nothing.</summary>
    public static RoadTable Empty { get; } = new();

    /// <summary>The roads to each destination, all unknown when it is new.</summary>
    public Road[] Row(Place from, TravelMode mode, int destinations)
    {
        if (!_rows.TryGetValue((from, mode), out var row))
        {
            _rows[(from, mode)] = row = new Road[destinations];
            Array.Fill(row, Road.None);
        }

        return row;
    }

    /// <summary>The road to a destination, if the engine knows one; for a speed of one's own, one whose length it told.</summary>
    public Road? Find(Place from, TravelMode mode, int destination, double speedKmh) =>
        _rows.TryGetValue((from, mode), out var row) && row[destination] is { Exists: true } road && (speedKmh <= 0 || float.IsFinite(road.Metres))
            ? road : null;
}
