using Google.Type;

namespace TaskForce.Geolocation.Geography;

internal static class GeographyMapping
{
    private const double LongestRadius = 20_000_000;

    private const double WidestHalf = 100_000;

    /// <summary>More corners than any border needs, few enough to test each position against.</summary>
    private const int MostCorners = 1000;

    public static GeoPoint ToGeoPoint(this LatLng location) => new(location.Latitude, location.Longitude);

    public static LatLng ToLatLng(this GeoPoint point) => new() { Latitude = point.Latitude, Longitude = point.Longitude };

    /// <summary>Reads a point, or notes what is wrong with it.</summary>
    public static GeoPoint ReadPoint(this Violations violations, LatLng? location, string field)
    {
        if (location is null)
        {
            violations.Add(field, "is required");
            return default;
        }

        violations.Check(location.Latitude is >= -90 and <= 90, $"{field}.latitude", "must be -90 to 90 degrees");
        violations.Check(location.Longitude is >= -180 and <= 180, $"{field}.longitude", "must be -180 to 180 degrees");
        return location.ToGeoPoint();
    }

    /// <summary>Reads an area; null if there is none or something is wrong with it, which is noted.</summary>
    public static Area? ReadArea(this Violations violations, Type.V1.Area? area, string field) => area switch
    {
        null => null,
        { Circle: { } circle } => violations.ReadDisc(circle, field + ".circle"),
        { Polygon: { } polygon } => violations.ReadPolygon(polygon, field + ".polygon"),
        { Corridor: { } corridor } => violations.ReadCorridor(corridor, field + ".corridor"),
        _ => violations.Refuse(field, "needs a circle, a polygon or a corridor"),
    };

    private static Disc? ReadDisc(this Violations violations, Type.V1.Area.Types.Circle circle, string field)
    {
        var centre = violations.ReadPoint(circle.Center, $"{field}.center");
        var reaches = circle.RadiusMetres is > 0 and <= LongestRadius;
        violations.Check(reaches, $"{field}.radius_metres", $"must be more than 0 and at most {LongestRadius} metres");
        return reaches && centre.IsValid ? new(centre, circle.RadiusMetres) : null;
    }

    private static Polygon? ReadPolygon(this Violations violations, Type.V1.Area.Types.Polygon polygon, string field)
    {
        var most = polygon.Vertices.Count + polygon.Holes.Sum(hole => hole.Vertices.Count) <= MostCorners;
        violations.Check(most, field, $"must have at most {MostCorners} corners in all");
        if (!most)
        {
            return null;
        }

        var outline = violations.ReadRing(polygon.Vertices, $"{field}.vertices");
        var holes = polygon.Holes.Select((hole, i) => violations.ReadRing(hole.Vertices, $"{field}.holes[{i}].vertices")).ToList();
        return outline is null || holes.Contains(null) ? null : new(outline, holes.OfType<GeoPoint[]>());
    }

    private static Corridor? ReadCorridor(this Violations violations, Type.V1.Area.Types.Corridor corridor, string field)
    {
        var line = violations.ReadLine(corridor.Vertices, 2, "points", $"{field}.vertices");
        var reaches = corridor.HalfWidthMetres is > 0 and <= WidestHalf;
        violations.Check(reaches, $"{field}.half_width_metres", $"must be more than 0 and at most {WidestHalf} metres");
        return reaches && line is not null ? new(line, corridor.HalfWidthMetres) : null;
    }

    private static GeoPoint[]? ReadRing(this Violations violations, IReadOnlyList<LatLng> vertices, string field)
    {
        var corners = violations.ReadLine(vertices, 3, "corners", field);
        var goesRound = corners is not null && Degrees.Unroll(corners) is var ring && Math.Abs(ring[^1].Longitude - ring[0].Longitude) > 180;
        violations.Check(!goesRound, field, "must not go round a pole");
        return goesRound ? null : corners;
    }

    private static GeoPoint[]? ReadLine(this Violations violations, IReadOnlyList<LatLng> vertices, int least, string what, string field)
    {
        var points = vertices.Take(MostCorners).Select((vertex, i) => violations.ReadPoint(vertex, $"{field}[{i}]")).ToArray();
        var enough = vertices.Count >= least && vertices.Count <= MostCorners;
        violations.Check(enough, field, $"must be {least} to {MostCorners} {what}");
        return enough && Array.TrueForAll(points, point => point.IsValid) ? points : null;
    }

    private static Area? Refuse(this Violations violations, string field, string description)
    {
        violations.Add(field, description);
        return null;
    }
}
