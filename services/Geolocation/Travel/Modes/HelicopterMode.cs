using TaskForce.Geolocation.Geography;
using static TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Leg.Types;

namespace TaskForce.Geolocation.Travel.Modes;

/// <summary>What a helicopter needs to know of a place.</summary>
/// <param name="Airports">Metres to each airport, infinite beyond its range.</param>
/// <param name="Onward">The least metres from each airport to the place, by the stops that are made from there on.</param>
internal sealed record Landing(double[] Airports, double[][] Onward);

/// <summary>By helicopter: straight, and beyond its range from airport to airport, where it refuels.</summary>
internal sealed class HelicopterMode : IMode
{
    private readonly Figures _figures;
    private readonly SpherePoint[] _airports;
    private readonly double[][] _apart;

    public HelicopterMode(Figures figures, TravelOptions travel)
    {
        _figures = figures;
        _airports = [.. travel.Airports.Select(airport => SpherePoint.Of(airport.Point))];
        _apart = [.. _airports.Select(from => _airports.Select(to => Within(from, to)).ToArray())];
    }

    /// <summary>Row by row with one stop more: straight on from each airport, or to the next within range.</summary>
    public Landing LandingAt(Place place)
    {
        var rows = new double[_figures.MostStops][];
        var airports = _airports.Select(airport => Within(airport, place.At)).ToArray();
        for (var stops = 0; stops < rows.Length; stops++)
        {
            rows[stops] = [.. airports];
            for (var i = 0; stops > 0 && i < _airports.Length; i++)
            {
                rows[stops][i] = Math.Min(rows[stops][i], _apart[i].Zip(rows[stops - 1], (hop, rest) => hop + rest).Min());
            }
        }

        return new(airports, rows);
    }

    public double Seconds(Place from, Place to, double speedKmh) =>
        Best(from, to) is var (metres, stops)
            ? _figures.Overhead + _figures.Travel(metres, speedKmh) + (stops * _figures.Refuel) : double.PositiveInfinity;

    public void Describe(Place from, Place to, double speedKmh, Itinerary itinerary)
    {
        var (metres, stops) = Best(from, to)!.Value;
        _figures.Prepare(itinerary);
        _figures.Move(itinerary, metres, speedKmh);
        itinerary.Add(Kind.Refuelling, _figures.Mode, stops == 1 ? "1 stop" : $"{stops} stops", stops * _figures.Refuel);
        _figures.Arrive(itinerary);
    }

    // With as few stops as possible: each costs more than the way it could save.
    private (double Metres, int Stops)? Best(Place from, Place to)
    {
        var straight = Sphere.Metres(from.At.ChordSquaredTo(to.At));
        if (straight <= _figures.Range)
        {
            return (straight, 0);
        }

        for (var stops = Math.Max(1, (int)Math.Ceiling(straight / _figures.Range) - 1); stops <= _figures.MostStops; stops++)
        {
            var (metres, airports, onward) = (double.PositiveInfinity, from.Landing.Airports, to.Landing.Onward[stops - 1]);
            for (var i = 0; i < airports.Length; i++)
            {
                metres = Math.Min(metres, airports[i] + onward[i]);
            }

            if (double.IsFinite(metres))
            {
                return (metres, stops);
            }
        }

        return null;
    }

    private double Within(SpherePoint from, SpherePoint to) =>
        Sphere.Metres(from.ChordSquaredTo(to)) is var metres && metres <= _figures.Range ? metres : double.PositiveInfinity;
}
