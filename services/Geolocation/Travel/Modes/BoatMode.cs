using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel.Ways;
using static TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Leg.Types;

namespace TaskForce.Geolocation.Travel.Modes;

/// <summary>Where a boat takes people on and off.</summary>
/// <param name="Water">The point from which it is free to go.</param>
/// <param name="Fairway">Metres on the river between that point and the harbour.</param>
/// <param name="Transfer">Seconds by car between the harbour and the place.</param>
internal sealed record Berth(Spot Water, double Fairway, double Transfer);

/// <summary>By boat, over water only: from and to the sea, its coast, or a harbour in reach by car.</summary>
internal sealed class BoatMode(Figures figures, TravelMap map, Network water, GroundMode car, TravelOptions travel) : IMode
{
    private readonly Harbour[] _harbours = [.. travel.Harbours.Select(harbour => Harbour.Of(harbour, map, car))];
    private readonly double _reach = Sphere.ChordSquared(travel.HarbourReachKm * 1000);

    public IEnumerable<Berth> BerthsNear(Place place)
    {
        var coast = map.WaterAt(place.Point, travel.CoastReachKm * 1000);
        var harbours =
            from harbour in _harbours
            where harbour.Sea.Exists && harbour.At.ChordSquaredTo(place.At) <= _reach
            let course = car.Course(place.ByCar, harbour.Quay)
            where course is not null
            select new Berth(new(water, harbour.Sea), harbour.Fairway, car.Seconds(course.Value, 0));
        return coast.Exists ? harbours.Prepend(new(new(water, coast), 0, 0)) : harbours;
    }

    /// <summary>The way over water, from where the fastest journey begins to where it ends.</summary>
    public Course? Course(Place from, Place to) => Best(from, to, 0)?.Course;

    public double Seconds(Place from, Place to, double speedKmh) =>
        Best(from, to, speedKmh) is { } trip ? trip.Seconds : double.PositiveInfinity;

    public void Describe(Place from, Place to, double speedKmh, Itinerary itinerary)
    {
        var trip = Best(from, to, speedKmh)!.Value;
        itinerary.Add(Kind.Travel, car.Figures.Mode, "", trip.From.Transfer);
        figures.Prepare(itinerary);
        figures.Move(itinerary, trip.From.Fairway + trip.Course.First.Metres, speedKmh);
        for (var stage = trip.Course.Rest; stage is not null; stage = stage.Next)
        {
            itinerary.Add(Kind.Waiting, figures.Mode, stage.Crossing.Label, stage.Crossing.Waiting);
            itinerary.Add(Kind.Crossing, figures.Mode, stage.Crossing.Label, stage.Crossing.Duration);
            figures.Move(itinerary, stage.Way.Metres, speedKmh);
        }

        figures.Move(itinerary, trip.To.Fairway, speedKmh);
        figures.Arrive(itinerary);
        itinerary.Add(Kind.Travel, car.Figures.Mode, "", trip.To.Transfer);
    }

    private (Berth From, Berth To, Course Course, double Seconds)? Best(Place from, Place to, double speedKmh)
    {
        (Berth, Berth, Course, double Seconds)? best = null;
        foreach (var start in from.Berths)
        {
            foreach (var end in to.Berths)
            {
                if (water.Best(start.Water, end.Water) is { } course)
                {
                    var metres = start.Fairway + course.Metres + end.Fairway;
                    var seconds = start.Transfer + figures.Overhead + figures.Travel(metres, speedKmh) + course.Delay + end.Transfer;
                    best = best is null || seconds < best.Value.Seconds ? (start, end, course, seconds) : best;
                }
            }
        }

        return best;
    }

    private sealed record Harbour(SpherePoint At, Spot Quay, Entry Sea, double Fairway)
    {
        public static Harbour Of(HarbourOptions harbour, TravelMap map, GroundMode car)
        {
            GeoPoint[] points = [harbour.Point, .. harbour.Fairway.Select(corner => new GeoPoint(corner[0], corner[1]))];
            var metres = points.Zip(points.Skip(1), (a, b) => a.MetresTo(b)).Sum();
            return new(SpherePoint.Of(harbour.Point), car.SpotAt(harbour.Point), map.WaterAt(points[^1], map.HarbourReachMetres), metres);
        }
    }
}
