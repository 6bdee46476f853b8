using Google.Protobuf.WellKnownTypes;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Positions;
using TaskForce.Type.V1;
using Basis = TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Basis;
using Estimate = TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Estimate;
using Origin = TaskForce.Geolocation.V1.EstimateArrivalsRequest.Types.Origin;

namespace TaskForce.Geolocation.Travel;

internal static class ArrivalMapping
{
    /// <summary>Faster than anything that takes people along, kilometres per hour.</summary>
    public const double FastestKmh = 3000;

    // The journey takes too long for a duration at far less.
    private const double SlowestKmh = 0.01;

    private const int MostOrigins = 20_000;
    private const int MostDestinations = 1000;
    private const int MostPairs = 200_000;

    /// <summary>Notes too few or too many origins, destinations or pairs of them.</summary>
    public static void CheckSize(this Violations violations, V1.EstimateArrivalsRequest request)
    {
        var (origins, destinations) = (request.Origins.Count, request.Destinations.Count);
        violations.Check(origins is > 0 and <= MostOrigins, "origins", $"must be 1 to {MostOrigins}, not {origins}");
        violations.Check(destinations is > 0 and <= MostDestinations, "destinations", $"must be 1 to {MostDestinations}, not {destinations}");
        violations.Check((long)origins * destinations <= MostPairs, "origins", $"with destinations must make at most {MostPairs} pairs");
    }

    /// <summary>Whether nothing is wrong with an origin; <see cref="Describe"/> tells what is.</summary>
    public static bool IsSound(this Origin origin) =>
        (origin.Subject.Length == 0 || SubjectName.IsValid(origin.Subject))
        && (origin.Location is null || origin.Location.ToGeoPoint().IsValid)
        && (origin.Location is not null || origin.Subject.Length > 0)
        && origin.Modes.Count > 0 && origin.Modes.All(IsMode)
        && origin.SpeedKmh is 0 or (>= SlowestKmh and <= FastestKmh);

    /// <summary>Notes everything that is wrong with an origin.</summary>
    public static void Describe(this Violations violations, Origin origin, string field)
    {
        violations.Check(origin.Subject.Length == 0 || SubjectName.IsValid(origin.Subject), $"{field}.subject", "must be a resource name such as members/{member}");
        if (origin.Location is not null || origin.Subject.Length == 0)
        {
            violations.ReadPoint(origin.Location, $"{field}.location");
        }

        violations.Check(origin.Modes.Count > 0, $"{field}.modes", "must be at least one");
        violations.Check(origin.Modes.All(IsMode), $"{field}.modes", "must be known modes");
        violations.Check(origin.SpeedKmh is 0 or (>= SlowestKmh and <= FastestKmh), $"{field}.speed_kmh", $"must be 0, or {SlowestKmh} to {FastestKmh}");
    }

    public static Estimate ToEstimate(this Journey journey, bool fromKnownPosition) => new()
    {
        // Whole seconds, up: an estimate is no more exact than that, and the answer is a third smaller.
        TravelTime = journey.Seconds is { } seconds ? new Duration { Seconds = (long)Math.Ceiling(seconds) } : null,
        Mode = journey.Mode,
        DistanceMetres = journey.Metres,
        FromKnownPosition = fromKnownPosition,
        Basis = journey.Seconds is null ? Basis.Unspecified : journey.Routed ? Basis.RoutingEngine : Basis.BuiltIn,
    };

    private static bool IsMode(TravelMode mode) => mode is >= TravelMode.Foot and <= TravelMode.Plane;
}
