using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Operation.Distance;
using NetTopologySuite.Operation.Union;

namespace TaskForce.Tasking.Mandates;

/// <summary>A disc on the ground. Degrees, WGS 84.</summary>
internal sealed record GroundCircle(double Latitude, double Longitude, double RadiusMetres)
{
    private const int Sides = 64;
    private const double MetresPerDegree = 111_195;

    public Coordinate Centre => new(Longitude, Latitude);

    /// <summary>A polygon round the disc, so that what holds the polygon holds the disc. Not for discs that reach a pole.</summary>
    public Geometry ToGeometry()
    {
        var reach = RadiusMetres / MetresPerDegree / Math.Cos(Math.PI / Sides);
        var stretch = Math.Max(Math.Cos(double.DegreesToRadians(Math.Abs(Latitude) + reach)), 0.01);
        var corners = Enumerable.Range(0, Sides).Select(side => 2 * Math.PI * side / Sides)
            .Select(angle => new Coordinate(Longitude + (reach / stretch * Math.Cos(angle)), Latitude + (reach * Math.Sin(angle)))).ToList();
        return RadiusMetres > 0 ? Ground.PolygonOf(corners) : new Point(Centre);
    }

    /// <summary>The great-circle distance from the centre, in metres.</summary>
    public double MetresTo(Coordinate other)
    {
        var (a, b) = (double.DegreesToRadians(Latitude), double.DegreesToRadians(other.Y));
        var half = Math.Pow(Math.Sin((b - a) / 2), 2)
            + (Math.Cos(a) * Math.Cos(b) * Math.Pow(Math.Sin(double.DegreesToRadians(other.X - Longitude) / 2), 2));
        return 2 * MetresPerDegree * double.RadiansToDegrees(Math.Asin(Math.Sqrt(Math.Min(1, half))));
    }
}

/// <summary>A part of the earth's surface made of polygons whose edges are straight in latitude and longitude. Thread safe.</summary>
internal sealed class Ground
{
    private readonly Geometry _whole;
    private readonly IPreparedGeometry _prepared;

    public Ground(IEnumerable<IReadOnlyList<Coordinate>> polygons)
    {
        _whole = UnaryUnionOp.Union(polygons.Select(PolygonOf)) ?? Polygon.Empty;
        _prepared = PreparedGeometryFactory.Prepare(_whole);
    }

    /// <summary>Whether the whole disc lies in it.</summary>
    public bool Holds(GroundCircle circle) => Holds(circle.ToGeometry());

    /// <summary>Whether a part of the disc lies in it.</summary>
    public bool Touches(GroundCircle circle) => Touches(circle.ToGeometry());

    /// <summary>About how far the disc's centre is from it, in metres; 0 inside.</summary>
    public double MetresFrom(GroundCircle circle) => _whole.IsEmpty
        ? double.PositiveInfinity
        : circle.MetresTo(DistanceOp.NearestPoints(_whole, new Point(circle.Centre))[0]);

    /// <summary>Whether corners make a polygon that does not cross itself.</summary>
    public static bool IsPolygon(IReadOnlyList<Coordinate> corners) => corners.Count >= 3 && PolygonOf(corners).IsValid;

    public static Geometry PolygonOf(IReadOnlyList<Coordinate> corners) => new Polygon(new LinearRing([.. corners, corners[0].Copy()]));

    // Preparing makes its indices on first use, one caller at a time.
    private bool Holds(Geometry disc)
    {
        lock (_prepared)
        {
            return _prepared.Covers(disc);
        }
    }

    private bool Touches(Geometry disc)
    {
        lock (_prepared)
        {
            return _prepared.Intersects(disc);
        }
    }
}
