namespace TaskForce.Geolocation.Geography;

/// <summary>
/// The ground round a point laid flat: lines that are straight in latitude and longitude stay straight, and lengths near the point are
/// right. The middle is at 0, 0; metres to the east and to the north.
/// </summary>
internal readonly struct Plane(GeoPoint middle)
{
    private const double MetresPerDegree = Sphere.EarthRadiusMetres * Math.PI / 180;

    private readonly double _shrink = Math.Cos(double.DegreesToRadians(middle.Latitude));

    public (double East, double North) Of(GeoPoint point) => Of(point.Latitude, point.Longitude);

    /// <summary>The distance from the middle to the line between two points.</summary>
    public double MetresFromMiddle(GeoPoint from, GeoPoint to)
    {
        var (a, b) = (Of(from), Of(to));
        var whole = Math.Abs(b.East - a.East) > 180 * MetresPerDegree * _shrink;
        return Distance(a, whole ? (b.East + (a.East < b.East ? -360 : 360) * MetresPerDegree * _shrink, b.North) : b);
    }

    /// <summary>The distance from the origin of a plane to a line.</summary>
    public static double Distance((double East, double North) a, (double East, double North) b)
    {
        var (x, y) = (b.East - a.East, b.North - a.North);
        var square = (x * x) + (y * y);
        var along = square > 0 ? Math.Clamp(-((a.East * x) + (a.North * y)) / square, 0, 1) : 0;
        return Math.Sqrt(Square(a.East + (along * x)) + Square(a.North + (along * y)));
    }

    private (double East, double North) Of(double latitude, double longitude) =>
        (Degrees.Turn(longitude - middle.Longitude) * _shrink * MetresPerDegree, (latitude - middle.Latitude) * MetresPerDegree);

    private static double Square(double value) => value * value;
}

/// <summary>Longitudes past the antimeridian.</summary>
internal static class Degrees
{
    /// <summary>The same turn, the shorter way: -180 to 180.</summary>
    public static double Turn(double degrees) => degrees switch
    {
        > 180 => degrees - (360 * Math.Ceiling((degrees - 180) / 360)),
        < -180 => degrees + (360 * Math.Ceiling((-degrees - 180) / 360)),
        _ => degrees,
    };

    /// <summary>A line whose longitudes go on past the antimeridian instead of jumping.</summary>
    public static GeoPoint[] Unroll(IEnumerable<GeoPoint> line)
    {
        var unrolled = line.ToArray();
        for (var i = 1; i < unrolled.Length; i++)
        {
            var (before, here) = (unrolled[i - 1].Longitude, unrolled[i].Longitude);
            unrolled[i] = unrolled[i] with { Longitude = before + Turn(here - before) };
        }

        return unrolled;
    }

    /// <summary>The same line so many whole turns farther that it begins within 180 degrees of a longitude.</summary>
    public static GeoPoint[] Near(this GeoPoint[] line, double longitude)
    {
        var turns = 360 * Math.Round((longitude - line[0].Longitude) / 360);
        return turns == 0 ? line : Array.ConvertAll(line, point => point with { Longitude = point.Longitude + turns });
    }

    /// <summary>The longitude as people write it, -180 to 180.</summary>
    public static GeoPoint Rolled(this GeoPoint point) => point with { Longitude = Turn(point.Longitude) };
}
