using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Travel;

/// <summary>How people and things get about in this deployment: <c>travel.json</c>, section <c>Travel</c>.</summary>
internal sealed class TravelOptions
{
    /// <summary>Each mode of travel that can be estimated.</summary>
    public Dictionary<TravelMode, ModeOptions> Modes { get; set; } = [];

    /// <summary>Parts of the earth within which every point can be reached by road from every other.</summary>
    public List<RoadNetworkOptions> RoadNetworks { get; set; } = [];

    /// <summary>Where vessels start and land.</summary>
    public List<HarbourOptions> Harbours { get; set; } = [];

    /// <summary>How far from a harbour a journey by boat may begin or end, kilometres.</summary>
    public double HarbourReachKm { get; set; } = 20;
}

/// <summary>One mode of travel.</summary>
internal sealed class ModeOptions
{
    /// <summary>Kilometres per hour on the way, for whoever has no speed of their own.</summary>
    public double SpeedKmh { get; set; }

    /// <summary>How much longer the way is than the great circle, at least 1.</summary>
    public double DetourFactor { get; set; } = 1;

    /// <summary>From the order to the start: preparing, boarding, the way to the airport.</summary>
    public TimeSpan StartUp { get; set; }

    /// <summary>From the end of the way to being there: landing, leaving the airport.</summary>
    public TimeSpan Arrival { get; set; }

    /// <summary>The longest great circle that is possible, kilometres. 0 means no limit.</summary>
    public double RangeKm { get; set; }
}

/// <summary>One road network.</summary>
internal sealed class RoadNetworkOptions
{
    /// <summary>What people call it.</summary>
    public string Name { get; set; } = "";

    /// <summary>A simple polygon round it, coarse, drawn through the sea: each corner is latitude and longitude, degrees.</summary>
    public List<double[]> Border { get; set; } = [];
}

/// <summary>One harbour.</summary>
internal sealed class HarbourOptions
{
    /// <summary>What people call it.</summary>
    public string Name { get; set; } = "";

    /// <summary>Degrees, WGS 84.</summary>
    public double Latitude { get; set; }

    /// <summary>Degrees, WGS 84.</summary>
    public double Longitude { get; set; }
}
