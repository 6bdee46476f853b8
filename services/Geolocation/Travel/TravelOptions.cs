using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel.Router;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Travel;

/// <summary>How people and things get about in this deployment: <c>travel.json</c>, section <c>Travel</c>.</summary>
internal sealed class TravelOptions
{
    /// <summary>Each mode of travel that can be estimated.</summary>
    public Dictionary<TravelMode, ModeOptions> Modes { get; set; } = [];

    /// <summary>Ferries, bridges, tunnels and canals: what leads over water, or for boats over land.</summary>
    public List<CrossingOptions> Crossings { get; set; } = [];

    /// <summary>What it costs to pass a border that neither <see cref="Borders"/> names nor <see cref="OpenBorders"/>.</summary>
    public TimeSpan BorderDelay { get; set; }

    /// <summary>What it costs to pass the border between two nations.</summary>
    public List<BorderOptions> Borders { get; set; } = [];

    /// <summary>Groups of nations between which there is no delay, unless <see cref="Borders"/> names one.</summary>
    public List<OpenBordersOptions> OpenBorders { get; set; } = [];

    /// <summary>Where planes start and land, and where helicopters refuel. None means that planes start and land anywhere.</summary>
    public List<PlaceOptions> Airports { get; set; } = [];

    /// <summary>How far from an airport a journey by plane may begin or end, kilometres.</summary>
    public double AirportReachKm { get; set; } = 200;

    /// <summary>Where vessels start and land.</summary>
    public List<HarbourOptions> Harbours { get; set; } = [];

    /// <summary>How far from a harbour a journey by boat may begin or end, kilometres.</summary>
    public double HarbourReachKm { get; set; } = 20;

    /// <summary>How far from the sea a boat may take people on and off without a harbour, kilometres.</summary>
    public double CoastReachKm { get; set; } = 4;

    /// <summary>How far off the map's land a point may be and still count as land (moles, quays, what was rounded off), kilometres.</summary>
    public double ShoreKm { get; set; } = 5;

    /// <summary>How much memory each of the modes foot, car and boat may use to keep searches, megabytes.</summary>
    public int SearchMemoryMb { get; set; } = 48;

    /// <summary>How long one call may compute before it is refused; more than nothing, at most ten minutes.</summary>
    public TimeSpan LongestEstimate { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A routing engine for the ways on land.</summary>
    public RouterOptions Router { get; set; } = new();
}

/// <summary>One mode of travel.</summary>
internal sealed class ModeOptions
{
    /// <summary>Kilometres per hour on the way, for whoever has no speed of their own.</summary>
    public double SpeedKmh { get; set; }

    /// <summary>How much longer the way is than the straightest one over land, over water or through the air; at least 1.</summary>
    public double DetourFactor { get; set; } = 1;

    /// <summary>From the order to the start: preparing, boarding, what an airport costs before the flight.</summary>
    public TimeSpan StartUp { get; set; }

    /// <summary>From the end of the way to being there: landing, leaving the airport.</summary>
    public TimeSpan Arrival { get; set; }

    /// <summary>The longest way that is possible, kilometres without the detour; through the air without landing. 0 means no limit.</summary>
    public double RangeKm { get; set; }

    /// <summary>How often it may land at an airport to refuel.</summary>
    public int MostStops { get; set; }

    /// <summary>What each such stop costs.</summary>
    public TimeSpan RefuelTime { get; set; }
}

/// <summary>A ferry, bridge, tunnel or canal; the same in both directions.</summary>
internal sealed class CrossingOptions
{
    /// <summary>What it is, for people: <c>ferry</c>, <c>tunnel</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Both ends.</summary>
    public List<PlaceOptions> Ends { get; set; } = [];

    /// <summary>How long it takes.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>How long one waits for it, usually.</summary>
    public TimeSpan Waiting { get; set; }

    /// <summary>Who may use it.</summary>
    public List<TravelMode> Modes { get; set; } = [];
}

/// <summary>The border between two nations.</summary>
internal sealed class BorderOptions
{
    /// <summary>ISO 3166-1 alpha-2, both.</summary>
    public List<string> Between { get; set; } = [];

    /// <summary>How long it takes to pass.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Nobody passes on land.</summary>
    public bool Closed { get; set; }
}

/// <summary>Nations without controls at the borders between them.</summary>
internal sealed class OpenBordersOptions
{
    /// <summary>What people call the group.</summary>
    public string Name { get; set; } = "";

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public List<string> Nations { get; set; } = [];
}

/// <summary>A place with a name.</summary>
internal class PlaceOptions
{
    /// <summary>What people call it.</summary>
    public string Name { get; set; } = "";

    /// <summary>Degrees, WGS 84.</summary>
    public double Latitude { get; set; }

    /// <summary>Degrees, WGS 84.</summary>
    public double Longitude { get; set; }

    public GeoPoint Point => new(Latitude, Longitude);
}

/// <summary>One harbour.</summary>
internal sealed class HarbourOptions : PlaceOptions
{
    /// <summary>The way to open water, for a harbour up a river that the map does not show: each point is latitude and longitude, degrees.</summary>
    public List<double[]> Fairway { get; set; } = [];
}
