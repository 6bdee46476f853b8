using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel.Router;
using TaskForce.Geolocation.Travel.Ways;
using static TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Leg.Types;

namespace TaskForce.Geolocation.Travel.Modes;

/// <summary>On foot and by car: over land, and over crossings that are open to the mode.</summary>
internal sealed class GroundMode(Figures figures, TravelMap map, Network network, RouterOptions router, Func<Place, Spot> spotOf) : IMode
{
    public Figures Figures => figures;

    public Course? Course(Place from, Place to) => Course(spotOf(from), spotOf(to));

    public Course? Course(Spot from, Spot to) => network.Best(from, to);

    /// <summary>A point on the ways of this mode.</summary>
    public Spot SpotAt(GeoPoint point) => new(network, map.LandAt(point));

    public double Seconds(Place from, Place to, double speedKmh) =>
        Course(from, to) is { } course ? figures.Overhead + Seconds(course, speedKmh) : double.PositiveInfinity;

    /// <summary>On the way alone, nothing for the start and the arrival.</summary>
    public double Seconds(Course course, double speedKmh) => figures.Travel(course.Metres, speedKmh) + course.Delay;

    public void Describe(Place from, Place to, double speedKmh, Itinerary itinerary)
    {
        figures.Prepare(itinerary);
        Describe(Course(from, to)!.Value, speedKmh, itinerary);
        figures.Arrive(itinerary);
    }

    /// <summary>The same along a road that a routing engine found, and what its time does not hold of the delays that are built in.</summary>
    public double Seconds(Place from, Place to, double speedKmh, Road road) => road.Metres > figures.Farthest
        ? double.PositiveInfinity
        : figures.Overhead + Along(road, speedKmh) + Added(from, to, speedKmh).Sum(leg => leg.Seconds);

    /// <summary>The legs of that.</summary>
    public void Describe(Place from, Place to, double speedKmh, Road road, Itinerary itinerary)
    {
        figures.Prepare(itinerary);
        itinerary.Add(Kind.Travel, figures.Mode, "", Along(road, speedKmh));
        itinerary.Legs.AddRange(Added(from, to, speedKmh));
        figures.Arrive(itinerary);
    }

    private static double Along(Road road, double speedKmh) => speedKmh > 0 ? Figures.Along(road.Metres, speedKmh) : road.Seconds;

    private IEnumerable<JourneyLeg> Added(Place from, Place to, double speedKmh)
    {
        var builtIn = new Itinerary();
        if (!(router.IncludesBorders && router.IncludesWaiting && router.IncludesCrossings) && Course(from, to) is { } course)
        {
            Describe(course, speedKmh, builtIn);
        }

        return builtIn.Legs.Where(leg => leg.Kind switch
        {
            Kind.Border => !router.IncludesBorders,
            Kind.Waiting => !router.IncludesWaiting,
            Kind.Crossing => !router.IncludesCrossings,
            _ => false,
        });
    }

    /// <summary>The legs of a course: each way as one, then the borders it passes, then the crossing.</summary>
    public void Describe(Course course, double speedKmh, Itinerary itinerary)
    {
        Describe(course.First, speedKmh, itinerary);
        for (var stage = course.Rest; stage is not null; stage = stage.Next)
        {
            itinerary.Add(Kind.Waiting, figures.Mode, stage.Crossing.Label, stage.Crossing.Waiting);
            itinerary.Add(Kind.Crossing, figures.Mode, stage.Crossing.Label, stage.Crossing.Duration);
            itinerary.Add(Kind.Border, figures.Mode, stage.Crossing.BorderName, stage.Crossing.Border);
            Describe(stage.Way, speedKmh, itinerary);
        }
    }

    private void Describe(Way way, double speedKmh, Itinerary itinerary)
    {
        figures.Move(itinerary, way.Metres, speedKmh);
        for (var stop = way.Borders; stop is not null; stop = stop.Next)
        {
            itinerary.Add(Kind.Border, figures.Mode, map.BorderName(stop), stop.Seconds);
        }
    }
}
