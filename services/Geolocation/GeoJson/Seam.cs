using NetTopologySuite.Geometries;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.GeoJson;

/// <summary>Where geometries are cut, as RFC 7946 has it: the antimeridian.</summary>
internal static class Seam
{
    /// <summary>A part of a polygon that was cut at the antimeridian, with what is to the east of it put beyond it.</summary>
    public static Geometry ToGeometry(List<List<GeoPoint>> rings)
    {
        var turn = rings[0].Average(point => point.Longitude) < 0 ? 360 : 0;
        var lines = rings.ConvertAll(ring => new LinearRing([.. ring.Append(ring[0]).Select(point => new Coordinate(point.Longitude + turn, point.Latitude))]));
        return new NetTopologySuite.Geometries.Polygon(lines[0], [.. lines.Skip(1)]);
    }

    /// <summary>A line or ring without the points that were only put in by the cut.</summary>
    public static List<GeoPoint> Without(List<GeoPoint> line, bool isClosed) => [.. line.Where((point, i) =>
    {
        if (Math.Abs(point.Longitude) != 180 || (!isClosed && (i == 0 || i == line.Count - 1)))
        {
            return true;
        }

        var (before, after) = (line[(i + line.Count - 1) % line.Count], line[(i + 1) % line.Count]);
        var (x, y) = (Degrees.Turn(point.Longitude - before.Longitude), point.Latitude - before.Latitude);
        var (dx, dy) = (Degrees.Turn(after.Longitude - before.Longitude), after.Latitude - before.Latitude);
        return Math.Abs((x * dy) - (y * dx)) > 1e-9;
    })];
}
