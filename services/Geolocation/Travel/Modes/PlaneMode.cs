using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel.Ways;
using static TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Leg.Types;

namespace TaskForce.Geolocation.Travel.Modes;

/// <summary>An airport in reach of a place, and seconds by car to it.</summary>
internal readonly record struct Terminal(int Airport, SpherePoint At, double Transfer);

/// <summary>By plane: to an airport by car, over it, and from the airport of arrival on by car.</summary>
internal sealed class PlaneMode(Figures figures, GroundMode car, TravelOptions travel) : IMode
{
    // More airports than these few are not tried: the nearest one with a short transfer is all but always among them.
    private const int MostTerminals = 3;

    private readonly (string Name, SpherePoint At, Spot Gate)[] _airports =
        [.. travel.Airports.Select(airport => (airport.Name, SpherePoint.Of(airport.Point), car.SpotAt(airport.Point)))];
    private readonly double _reach = Sphere.ChordSquared(travel.AirportReachKm * 1000);

    /// <summary>Without airports, the place itself.</summary>
    public IEnumerable<Terminal> TerminalsNear(Place place)
    {
        if (_airports.Length == 0)
        {
            return [new(-1, place.At, 0)];
        }

        var near = _airports.Index().Where(airport => airport.Item.At.ChordSquaredTo(place.At) <= _reach)
            .OrderBy(airport => airport.Item.At.ChordSquaredTo(place.At)).Take(MostTerminals);
        return
            from airport in near
            let course = car.Course(place.ByCar, airport.Item.Gate)
            where course is not null
            select new Terminal(airport.Index, airport.Item.At, car.Seconds(course.Value, 0));
    }

    public double Seconds(Place from, Place to, double speedKmh) =>
        Best(from, to, speedKmh) is { } trip ? trip.Seconds : double.PositiveInfinity;

    public void Describe(Place from, Place to, double speedKmh, Itinerary itinerary)
    {
        var trip = Best(from, to, speedKmh)!.Value;
        itinerary.Add(Kind.Travel, car.Figures.Mode, "", trip.From.Transfer);
        figures.Prepare(itinerary);
        figures.Move(itinerary, Metres(trip.From, trip.To), speedKmh, NameOf(trip.From, trip.To));
        figures.Arrive(itinerary);
        itinerary.Add(Kind.Travel, car.Figures.Mode, "", trip.To.Transfer);
    }

    private (Terminal From, Terminal To, double Seconds)? Best(Place from, Place to, double speedKmh)
    {
        (Terminal, Terminal, double Seconds)? best = null;
        foreach (var start in from.Terminals)
        {
            foreach (var end in to.Terminals)
            {
                var metres = Metres(start, end);
                var seconds = start.Transfer + figures.Overhead + figures.Travel(metres, speedKmh) + end.Transfer;
                if ((start.Airport != end.Airport || start.Airport < 0) && metres <= figures.Range && (best is null || seconds < best.Value.Seconds))
                {
                    best = (start, end, seconds);
                }
            }
        }

        return best;
    }

    private string NameOf(Terminal from, Terminal to) => from.Airport < 0 ? "" : $"{_airports[from.Airport].Name}–{_airports[to.Airport].Name}";

    private static double Metres(Terminal from, Terminal to) => Sphere.Metres(from.At.ChordSquaredTo(to.At));
}
