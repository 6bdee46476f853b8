using TaskForce.Geolocation.Geography;
using static TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Leg.Types;

namespace TaskForce.Geolocation.Travel.Modes;

/// <summary>The least metres from each airport to a place, by the stops that are made from there on.</summary>
internal sealed record Landing(double[][] Metres);

/// <summary>By helicopter: straight, and beyond its range from airport to airport, where it refuels.</summary>
internal sealed class HelicopterMode(Figures figures, TravelOptions travel) : IMode
{
    private readonly SpherePoint[] _airports = [.. travel.Airports.Select(airport => SpherePoint.Of(airport.Point))];

    /// <summary>Row by row with one stop more: straight on from each airport, or to the next within range.</summary>
    public Landing LandingAt(Place place)
    {
        var rows = new double[figures.MostStops][];
        for (var stops = 0; stops < rows.Length; stops++)
        {
            rows[stops] = [.. _airports.Select(airport => Within(airport, place.At))];
            for (var i = 0; stops > 0 && i < _airports.Length; i++)
            {
                rows[stops][i] = Math.Min(rows[stops][i], _airports.Select((next, j) => Within(_airports[i], next) + rows[stops - 1][j]).Min());
            }
        }

        return new(rows);
    }

    public double Seconds(Place from, Place to, double speedKmh) =>
        Best(from, to) is var (metres, stops) ? figures.Overhead + figures.Travel(metres, speedKmh) + (stops * figures.Refuel) : double.PositiveInfinity;

    public void Describe(Place from, Place to, double speedKmh, Itinerary itinerary)
    {
        var (metres, stops) = Best(from, to)!.Value;
        figures.Prepare(itinerary);
        figures.Move(itinerary, metres, speedKmh);
        itinerary.Add(Kind.Refuelling, figures.Mode, stops == 1 ? "1 stop" : $"{stops} stops", stops * figures.Refuel);
        figures.Arrive(itinerary);
    }

    // With as few stops as possible: each costs more than the way it could save.
    private (double Metres, int Stops)? Best(Place from, Place to)
    {
        var straight = Sphere.Metres(from.At.ChordSquaredTo(to.At));
        if (straight <= figures.Range)
        {
            return (straight, 0);
        }

        for (var stops = Math.Max(1, (int)Math.Ceiling(straight / figures.Range) - 1); stops <= figures.MostStops; stops++)
        {
            var metres = double.PositiveInfinity;
            for (var i = 0; i < _airports.Length; i++)
            {
                metres = Math.Min(metres, Within(from.At, _airports[i]) + to.Landing.Metres[stops - 1][i]);
            }

            if (double.IsFinite(metres))
            {
                return (metres, stops);
            }
        }

        return null;
    }

    private double Within(SpherePoint from, SpherePoint to) =>
        Sphere.Metres(from.ChordSquaredTo(to)) is var metres && metres <= figures.Range ? metres : double.PositiveInfinity;
}
