using Google.Type;

namespace TaskForce.Geolocation.Geography;

internal static class GeographyMapping
{
    private const double LongestRadius = 20_000_000;

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
        _ => violations.Refuse(field, "needs a circle or a polygon"),
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
        var corners = polygon.Vertices.Select((vertex, i) => violations.ReadPoint(vertex, $"{field}.vertices[{i}]")).ToList();
        var enough = corners.Count is >= 3 and <= MostCorners;
        violations.Check(enough, $"{field}.vertices", $"must be 3 to {MostCorners} corners");
        var crossed = corners.Where((corner, i) => Math.Abs(corner.Longitude - corners[(i + 1) % corners.Count].Longitude) > 180).Any();
        violations.Check(!crossed, $"{field}.vertices", "must not cross the antimeridian");
        return enough && !crossed && corners.TrueForAll(corner => corner.IsValid) ? new(corners) : null;
    }

    private static Area? Refuse(this Violations violations, string field, string description)
    {
        violations.Add(field, description);
        return null;
    }
}
