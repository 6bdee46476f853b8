using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Travel.Router;

/// <summary>Which routing engine to ask.</summary>
internal enum RouterKind
{
    /// <summary>None: every estimate is built in.</summary>
    None,

    /// <summary>OSRM's table service, version 1.</summary>
    Osrm,

    /// <summary>Valhalla's <c>sources_to_targets</c>.</summary>
    Valhalla,
}

/// <summary>A routing engine for the ways on land: section <c>Travel:Router</c>.</summary>
internal sealed class RouterOptions
{
    /// <summary>Which one.</summary>
    public RouterKind Kind { get; set; }

    /// <summary>Where it answers, for example <c>http://osrm:5000/</c>.</summary>
    public Uri? Address { get; set; }

    /// <summary>The engine's profile (OSRM) or costing (Valhalla) for each mode that it is asked about; FOOT and CAR are possible.</summary>
    public Dictionary<TravelMode, string> Profiles { get; set; } = [];

    /// <summary>How long a call to <c>EstimateArrivals</c> waits for it, all requests together.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many pairs one request may ask for.</summary>
    public int MaxPairs { get; set; } = 2500;

    /// <summary>How many places, origins and destinations together, one request may name.</summary>
    public int MaxPlaces { get; set; } = 100;

    /// <summary>How many requests are under way at the same time.</summary>
    public int MaxRequests { get; set; } = 4;

    /// <summary>Pairs farther apart than this, kilometres as the crow flies, are not asked for. 0 means no limit.</summary>
    public double MaxKm { get; set; }

    /// <summary>A place that the engine moved farther than this to its nearest road, metres, is beyond its map.</summary>
    public double MaxSnapMetres { get; set; } = 5000;

    /// <summary>How many pairs are kept.</summary>
    public int CacheSize { get; set; } = 200_000;

    /// <summary>How long they are kept, at most.</summary>
    public TimeSpan CacheLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>After so many failures in a row it is left alone.</summary>
    public int FailuresBeforePause { get; set; } = 3;

    /// <summary>For so long.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The engine's times hold the time on ferries and other crossings.</summary>
    public bool IncludesCrossings { get; set; } = true;

    /// <summary>The engine's times hold the waiting for them.</summary>
    public bool IncludesWaiting { get; set; }

    /// <summary>The engine's times hold the delays at borders.</summary>
    public bool IncludesBorders { get; set; }
}
