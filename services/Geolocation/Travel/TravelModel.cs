using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Geography;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Travel;

/// <summary>What a point means to a traveller.</summary>
/// <param name="At">Where it is.</param>
/// <param name="Networks">A bit for each road network it is in.</param>
/// <param name="HasHarbour">Whether a harbour is in reach.</param>
internal readonly record struct Place(SpherePoint At, ulong Networks, bool HasHarbour);

/// <summary>The fastest way from one place to another; no time if no mode leads there.</summary>
internal readonly record struct Journey(double Metres, double? Seconds, TravelMode Mode);

/// <summary>
/// Estimates journeys: great circle, times a detour factor, over speed, plus what starting and arriving cost. Roads do not cross the
/// sea: a journey by road needs both ends in one road network, one by boat a harbour at both ends. It allocates nothing.
/// </summary>
internal sealed class TravelModel
{
    public const int MostNetworks = 64;

    private readonly Polygon[] _networks;
    private readonly SpherePoint[] _harbours;
    private readonly double _harbourReach;
    private readonly Leg[] _legs;

    public TravelModel(IOptions<TravelOptions> options)
    {
        var travel = options.Value;
        _networks = [.. travel.RoadNetworks.Select(network => new Polygon(network.Border.Select(corner => new GeoPoint(corner[0], corner[1]))))];
        _harbours = [.. travel.Harbours.Select(harbour => SpherePoint.Of(new(harbour.Latitude, harbour.Longitude)))];
        _harbourReach = Sphere.ChordSquared(travel.HarbourReachKm * 1000);
        _legs = [.. System.Enum.GetValues<TravelMode>().Order().Select(mode => travel.Modes.TryGetValue(mode, out var leg) ? Leg.Of(mode, leg) : default)];
    }

    public Place PlaceAt(GeoPoint point)
    {
        var networks = 0UL;
        for (var i = 0; i < _networks.Length; i++)
        {
            networks |= _networks[i].Contains(point) ? 1UL << i : 0;
        }

        var at = SpherePoint.Of(point);
        return new(at, networks, HasHarbour(at));
    }

    /// <summary>The fastest journey by any of the modes; of equally fast ones that of the first.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="modes">The modes that are available, each a defined one.</param>
    /// <param name="speedKmh">The traveller's own speed, or 0 for the mode's.</param>
    public Journey Fastest(in Place from, in Place to, ReadOnlySpan<TravelMode> modes, double speedKmh)
    {
        var metres = Sphere.Metres(from.At.ChordSquaredTo(to.At));
        var (best, mode) = (double.PositiveInfinity, TravelMode.Unspecified);
        foreach (var candidate in modes)
        {
            ref readonly var leg = ref _legs[(int)candidate];
            var seconds = leg.Leads(from, to, metres) ? leg.Seconds(metres, speedKmh) : double.PositiveInfinity;
            if (seconds < best)
            {
                (best, mode) = (seconds, candidate);
            }
        }

        return new(metres, mode == TravelMode.Unspecified ? null : best, mode);
    }

    /// <summary>Great-circle metres a second on the way, detours included.</summary>
    public double Pace(TravelMode mode, double speedKmh) => _legs[(int)mode].Pace(speedKmh);

    private bool HasHarbour(SpherePoint at)
    {
        foreach (var harbour in _harbours)
        {
            if (harbour.ChordSquaredTo(at) <= _harbourReach)
            {
                return true;
            }
        }

        return false;
    }

    private enum Way
    {
        Air,
        Road,
        Water,
    }

    /// <summary>A mode in units to calculate with: metres and seconds.</summary>
    private readonly record struct Leg(Way Way, double MetresPerSecond, double Detour, double Overhead, double Range)
    {
        private const double KmhPerMetresPerSecond = 3.6;

        public static Leg Of(TravelMode mode, ModeOptions options) => new(
            WayOf(mode),
            options.SpeedKmh / KmhPerMetresPerSecond,
            options.DetourFactor,
            (options.StartUp + options.Arrival).TotalSeconds,
            options.RangeKm > 0 ? options.RangeKm * 1000 : double.PositiveInfinity);

        public bool Leads(in Place from, in Place to, double metres) => metres <= Range && Way switch
        {
            Way.Road => (from.Networks & to.Networks) != 0,
            Way.Water => from.HasHarbour && to.HasHarbour,
            _ => true,
        };

        public double Seconds(double metres, double speedKmh) =>
            Overhead + (metres / Pace(speedKmh));

        public double Pace(double speedKmh) => (speedKmh > 0 ? speedKmh / KmhPerMetresPerSecond : MetresPerSecond) / Detour;

        private static Way WayOf(TravelMode mode) => mode switch
        {
            TravelMode.Foot or TravelMode.Car => Way.Road,
            TravelMode.Boat => Way.Water,
            _ => Way.Air,
        };
    }
}
