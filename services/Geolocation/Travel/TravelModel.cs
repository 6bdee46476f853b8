using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel.Modes;
using TaskForce.Geolocation.Travel.Router;
using TaskForce.Geolocation.Travel.Ways;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Travel;

/// <summary>The fastest way from one place to another; no time if no mode leads there.</summary>
internal readonly record struct Journey(double Metres, double? Seconds, TravelMode Mode, bool Routed = false);

/// <summary>
/// Estimates journeys by each mode; see <c>docs/travel.md</c>. Safe for any number of threads, though not for the same place on several.
/// </summary>
internal sealed class TravelModel
{
    private readonly IMode?[] _modes;
    private readonly TravelOptions _options;

    public TravelModel(IOptions<TravelOptions> options)
    {
        var travel = _options = options.Value;
        Map = new(travel);
        (Foot, Car) = (Map.NetworkFor(TravelMode.Foot), Map.NetworkFor(TravelMode.Car));
        var car = new GroundMode(FiguresOf(TravelMode.Car), Map, Car, travel.Router, place => place.ByCar);
        Boat = new(FiguresOf(TravelMode.Boat), Map, Map.NetworkFor(TravelMode.Boat), car, travel);
        Plane = new(FiguresOf(TravelMode.Plane), car, travel);
        Helicopter = new(FiguresOf(TravelMode.Helicopter), travel);
        _modes = [null, new GroundMode(FiguresOf(TravelMode.Foot), Map, Foot, travel.Router, place => place.OnFoot), car, Boat, Helicopter, Plane];

        Figures FiguresOf(TravelMode mode) => new(mode, travel.Modes[mode]);
    }

    public TravelMap Map { get; }

    public TimeSpan LongestEstimate => _options.LongestEstimate;

    public Network Foot { get; }

    public Network Car { get; }

    public BoatMode Boat { get; }

    public HelicopterMode Helicopter { get; }

    public PlaneMode Plane { get; }

    public Place PlaceAt(GeoPoint point) => new(this, point);

    /// <summary>One mode, a defined one.</summary>
    public IMode By(TravelMode mode) => _modes[(int)mode]!;

    /// <summary>The fastest journey by any of the modes, built in.</summary>
    public Journey Fastest(Place from, Place to, ReadOnlySpan<TravelMode> modes, double speedKmh) =>
        Fastest(from, to, modes, speedKmh, RoadTable.Empty, 0);

    /// <summary>The fastest journey by any of the modes; of equally fast ones that of the first.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="modes">The modes that are available, each a defined one.</param>
    /// <param name="speedKmh">The traveller's own speed, or 0 for the mode's.</param>
    /// <param name="roads">What a routing engine said.</param>
    /// <param name="destination">Which of its destinations this is.</param>
    public Journey Fastest(Place from, Place to, ReadOnlySpan<TravelMode> modes, double speedKmh, RoadTable roads, int destination)
    {
        var metres = Sphere.Metres(from.At.ChordSquaredTo(to.At));
        var best = new Journey(metres, null, TravelMode.Unspecified);
        foreach (var mode in modes)
        {
            var road = roads.Find(from, mode, destination, speedKmh);
            var seconds = road is { } found ? ((GroundMode)By(mode)).Seconds(from, to, speedKmh, found) : By(mode).Seconds(from, to, speedKmh);
            if (seconds < (best.Seconds ?? double.PositiveInfinity))
            {
                best = new(metres, seconds, mode, road is not null);
            }
        }

        return best;
    }

    /// <summary>Great-circle metres a second at the beginning of a way, detours included: to an airport it is by car.</summary>
    public double Pace(TravelMode mode, double speedKmh) => mode == TravelMode.Plane
        ? new Figures(TravelMode.Car, _options.Modes[TravelMode.Car]).Pace(0)
        : new Figures(mode, _options.Modes[mode]).Pace(speedKmh);

    /// <summary>The legs of a journey; none if no mode leads there.</summary>
    public Itinerary Describe(Journey journey, Place from, Place to, double speedKmh, RoadTable roads, int destination)
    {
        var itinerary = new Itinerary();
        if (journey.Routed)
        {
            ((GroundMode)By(journey.Mode)).Describe(from, to, speedKmh, roads.Find(from, journey.Mode, destination, speedKmh)!.Value, itinerary);
        }
        else if (journey.Seconds is not null)
        {
            By(journey.Mode).Describe(from, to, speedKmh, itinerary);
        }

        return itinerary;
    }
}
