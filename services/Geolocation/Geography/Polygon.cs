namespace TaskForce.Geolocation.Geography;

/// <summary>
/// A polygon with holes whose edges are straight in latitude and longitude. Longitudes go on past the antimeridian within it; it does
/// not go round a pole.
/// </summary>
internal sealed class Polygon : Area
{
    private readonly GeoPoint[][] _rings;

    /// <param name="corners">The outline; the last corner joins the first.</param>
    /// <param name="holes">What is left out of it, written likewise.</param>
    public Polygon(IEnumerable<GeoPoint> corners, IEnumerable<IEnumerable<GeoPoint>>? holes = null)
    {
        Outline = Degrees.Unroll(corners);
        (West, East) = (Outline.Min(c => c.Longitude), Outline.Max(c => c.Longitude));
        Holes = [.. (holes ?? []).Select(hole => Degrees.Unroll(hole).Near((West + East) / 2))];
        _rings = [Outline, .. Holes];
        Bounds = BoundsOf();
    }

    public GeoPoint[] Outline { get; }

    public IReadOnlyList<GeoPoint[]> Holes { get; }

    /// <summary>The least longitude of a corner; may be less than -180.</summary>
    public double West { get; }

    /// <summary>The greatest longitude of a corner; may be more than 180.</summary>
    public double East { get; }

    public override Disc Bounds { get; }

    public override bool Contains(GeoPoint point)
    {
        for (var turned = point.Longitude + (360 * Math.Ceiling((West - point.Longitude) / 360)); turned <= East; turned += 360)
        {
            if (ContainsTurned(point.Latitude, turned))
            {
                return true;
            }
        }

        return false;
    }

    public override double Depth(GeoPoint point)
    {
        var plane = new Plane(point);
        var nearest = double.PositiveInfinity;
        foreach (var ring in _rings)
        {
            for (int i = 0, j = ring.Length - 1; i < ring.Length; j = i++)
            {
                nearest = Math.Min(nearest, plane.MetresFromMiddle(ring[j], ring[i]));
            }
        }

        return Contains(point) ? nearest : -nearest;
    }

    // The way is cut where it meets an edge; each piece is inside or outside as a whole.
    public override bool LeadsAsDeep(GeoPoint from, GeoPoint to, double metres)
    {
        var line = Degrees.Unroll([from, to]).Near((West + East) / 2);
        List<double> cuts = [0, 1];
        foreach (var ring in _rings)
        {
            for (int i = 0, j = ring.Length - 1; i < ring.Length; j = i++)
            {
                if (Cut(line[0], line[1], ring[j], ring[i]) is { } cut)
                {
                    cuts.Add(cut);
                }
            }
        }

        cuts.Sort();
        return cuts.Zip(cuts.Skip(1), (a, b) => (a + b) / 2)
            .Any(along => Depth(new(line[0].Latitude + (along * (line[1].Latitude - line[0].Latitude)),
                line[0].Longitude + (along * (line[1].Longitude - line[0].Longitude)))) >= metres);
    }

    // Counts the edges of all rings that a ray to the east crosses: an odd number means inside.
    private bool ContainsTurned(double latitude, double longitude)
    {
        var inside = false;
        foreach (var ring in _rings)
        {
            for (int i = 0, j = ring.Length - 1; i < ring.Length; j = i++)
            {
                var (a, b) = (ring[i], ring[j]);
                if (a.Latitude > latitude != b.Latitude > latitude
                    && longitude < a.Longitude + ((b.Longitude - a.Longitude) * (latitude - a.Latitude) / (b.Latitude - a.Latitude)))
                {
                    inside = !inside;
                }
            }
        }

        return inside;
    }

    // How far along the line a-b it meets the line c-d.
    private static double? Cut(GeoPoint a, GeoPoint b, GeoPoint c, GeoPoint d)
    {
        var (rx, ry) = (b.Longitude - a.Longitude, b.Latitude - a.Latitude);
        var (sx, sy) = (d.Longitude - c.Longitude, d.Latitude - c.Latitude);
        var cross = (rx * sy) - (ry * sx);
        var (x, y) = (c.Longitude - a.Longitude, c.Latitude - a.Latitude);
        var (along, across) = (((x * sy) - (y * sx)) / cross, ((x * ry) - (y * rx)) / cross);
        return along is > 0 and < 1 && across is >= 0 and <= 1 ? along : null;
    }

    // From the middle of the box round the corners, every point in it is reached by going half its height along a meridian and then
    // at most half its width along a parallel; no great circle is longer than that.
    private Disc BoundsOf()
    {
        var (south, north) = (Outline.Min(c => c.Latitude), Outline.Max(c => c.Latitude));
        var reach = double.DegreesToRadians((north - south + East - West) / 2) * Sphere.EarthRadiusMetres;
        return new(new GeoPoint((south + north) / 2, (West + East) / 2).Rolled(), reach);
    }
}
