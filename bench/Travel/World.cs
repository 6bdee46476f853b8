using Google.Protobuf;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel;
using TaskForce.Geolocation.Travel.Router;
using TaskForce.Type.V1;

namespace TaskForce.Travel;

/// <summary>Invented origins and destinations on the land of Germany and Morocco, half in each.</summary>
internal sealed class World(TravelMap map, int seed)
{
    private readonly Random _random = new(seed);

    public GeoPoint[] Points(int count) => [.. Enumerable.Range(0, count).Select(i => Point(i % 2 == 0))];

    /// <summary>Land anywhere on earth, as much of it in each place as there is.</summary>
    public GeoPoint[] Anywhere(int count)
    {
        var points = new List<GeoPoint>(count);
        while (points.Count < count)
        {
            var point = new GeoPoint(double.RadiansToDegrees(Math.Asin((2 * _random.NextDouble()) - 1)), (360 * _random.NextDouble()) - 180);
            if (map.LandAt(point).Exists)
            {
                points.Add(point);
            }
        }

        return [.. points];
    }

    /// <summary>Everyone somewhere else, up to a kilometre away.</summary>
    public GeoPoint[] Moved(IEnumerable<GeoPoint> points) =>
        [.. points.Select(point => new GeoPoint(point.Latitude + ((_random.NextDouble() - 0.5) / 80), point.Longitude + ((_random.NextDouble() - 0.5) / 80)))];

    private GeoPoint Point(bool north)
    {
        while (true)
        {
            var point = north
                ? new GeoPoint(47.5 + (_random.NextDouble() * 7), 6 + (_random.NextDouble() * 9))
                : new GeoPoint(29 + (_random.NextDouble() * 7), -10 + (_random.NextDouble() * 9));
            if (map.LandAt(point) is { Exists: true } entry && map.Nations.CodeOf(map.Grid.OwnerOf(entry.Patch)) == (north ? "DE" : "MA"))
            {
                return point;
            }
        }
    }

    /// <summary>The call as the wire has it.</summary>
    public static byte[] Answer(TravelModel model, GeoPoint[] origins, GeoPoint[] destinations, TravelMode[] modes)
    {
        var starts = origins.Select(origin => new Start(model.PlaceAt(origin), modes, 0, double.NaN)).ToArray();
        var table = new ArrivalTable(model, [.. destinations.Select(model.PlaceAt)], RoadTable.Empty, withLegs: false);
        return table.Estimate(starts, default).ToByteArray();
    }
}
