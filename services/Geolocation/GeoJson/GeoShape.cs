using NetTopologySuite.Geometries;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.GeoJson;

/// <summary>What holds a geometry. West is greater than east if it crosses the antimeridian.</summary>
internal readonly record struct GeoBox(double West, double South, double East, double North)
{
    public static GeoBox Of(IReadOnlyCollection<GeoPoint> unrolled)
    {
        var (west, east) = (unrolled.Min(point => point.Longitude), unrolled.Max(point => point.Longitude));
        var (south, north) = (unrolled.Min(point => point.Latitude), unrolled.Max(point => point.Latitude));
        return east - west >= 360 ? new(-180, south, 180, north) : new(Degrees.Turn(west), south, Degrees.Turn(east), north);
    }

    /// <summary>The narrowest box round some boxes: it leaves out the widest gap between them.</summary>
    public static GeoBox Round(IReadOnlyCollection<GeoBox> boxes)
    {
        var (south, north) = (boxes.Min(box => box.South), boxes.Max(box => box.North));
        var sorted = boxes.Select(box => (box.West, East: box.East < box.West ? box.East + 360 : box.East)).OrderBy(box => box.West).ToList();
        // The gap at the end of the way round, which begins and ends where the first box does.
        var (reach, widest, west, east) = (sorted[0].East, 0.0, -180.0, 180.0);
        foreach (var next in sorted.Skip(1).Append((West: sorted[0].West + 360, East: 0)))
        {
            if (next.West - reach > widest)
            {
                (widest, west, east) = (next.West - reach, Degrees.Turn(next.West), Degrees.Turn(reach));
            }

            reach = Math.Max(reach, next.East);
        }

        return new(west, south, east, north);
    }
}

/// <summary>A geometry as RFC 7946 has it: right-handed, cut at the antimeridian.</summary>
/// <param name="Type">Without <c>Multi</c>.</param>
/// <param name="Parts">Points, lines or rings by part; of a point one part with one line.</param>
/// <param name="Box">What holds it.</param>
internal sealed record GeoShape(string Type, IReadOnlyList<IReadOnlyList<IReadOnlyList<GeoPoint>>> Parts, GeoBox Box)
{
    public static GeoShape OfPoint(GeoPoint at) => new("Point", [[[at]]], GeoBox.Of([at]));

    /// <param name="line">The points as they are.</param>
    public static GeoShape OfLine(IEnumerable<GeoPoint> line)
    {
        var unrolled = Degrees.Unroll(line);
        return new("LineString", [.. Cut(unrolled).Select(part => new[] { part })], GeoBox.Of(unrolled));
    }

    public static GeoShape OfPolygon(Geography.Polygon polygon)
    {
        var whole = new NetTopologySuite.Geometries.Polygon(ToRing(polygon.Outline), [.. polygon.Holes.Select(ToRing)]);
        var parts = polygon.West >= -180 && polygon.East <= 180
            ? [Ring(whole, 0)]
            : Enumerable.Range(-2, 5).SelectMany(turn => Pieces(whole, turn * 360)).ToList();
        return new("Polygon", parts, GeoBox.Of(polygon.Outline));
    }

    // A part ends where the antimeridian is met, and the next one begins there on its other side.
    private static List<List<GeoPoint>> Cut(GeoPoint[] unrolled)
    {
        List<GeoPoint> part = [unrolled[0]];
        List<List<GeoPoint>> parts = [part];
        var turn = Math.Round(unrolled[0].Longitude / 360) * 360;
        part[0] = unrolled[0] with { Longitude = unrolled[0].Longitude - turn };
        for (var i = 1; i < unrolled.Length; i++)
        {
            var (a, b) = (unrolled[i - 1], unrolled[i]);
            for (var side = SideOf(b.Longitude - turn); side != 0; side = SideOf(b.Longitude - turn))
            {
                var along = (turn + (side * 180) - a.Longitude) / (b.Longitude - a.Longitude);
                var latitude = a.Latitude + (along * (b.Latitude - a.Latitude));
                part.Add(new(latitude, side * 180));
                part = [new(latitude, -side * 180)];
                parts.Add(part);
                turn += side * 360;
            }

            part.Add(b with { Longitude = b.Longitude - turn });
        }

        return [.. parts.Where(each => each.Count > 1)];
    }

    private static int SideOf(double longitude) => longitude > 180 ? 1 : longitude < -180 ? -1 : 0;

    private static IEnumerable<IReadOnlyList<IReadOnlyList<GeoPoint>>> Pieces(NetTopologySuite.Geometries.Polygon whole, double turn)
    {
        var strip = whole.Factory.ToGeometry(new Envelope(turn - 180, turn + 180, -90, 90));
        var piece = whole.Intersection(strip);
        return Enumerable.Range(0, piece.NumGeometries).Select(piece.GetGeometryN).OfType<NetTopologySuite.Geometries.Polygon>()
            .Where(each => !each.IsEmpty).Select(each => Ring(each, turn));
    }

    private static IReadOnlyList<IReadOnlyList<GeoPoint>> Ring(NetTopologySuite.Geometries.Polygon polygon, double turn) =>
        [.. polygon.InteriorRings.Prepend(polygon.ExteriorRing).Select((ring, i) => Wind(ring, i == 0, turn))];

    private static GeoPoint[] Wind(LineString ring, bool anticlockwise, double turn)
    {
        var points = ring.Coordinates.Select(at => new GeoPoint(at.Y, at.X - turn)).ToArray();
        if (((LinearRing)ring).IsCCW != anticlockwise)
        {
            Array.Reverse(points);
        }

        return points;
    }

    private static LinearRing ToRing(GeoPoint[] corners) => new([.. corners.Append(corners[0]).Select(corner => new Coordinate(corner.Longitude, corner.Latitude))]);
}
