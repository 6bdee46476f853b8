namespace TaskForce.Geolocation.Geography;

/// <summary>What is no farther from a line than half the width. Longitudes go on past the antimeridian within the line.</summary>
internal sealed class Corridor : Area
{
    /// <param name="line">Two points or more.</param>
    /// <param name="halfWidthMetres">How far to each side.</param>
    public Corridor(IEnumerable<GeoPoint> line, double halfWidthMetres)
    {
        (Line, HalfWidthMetres) = (Degrees.Unroll(line), halfWidthMetres);
        var box = new Polygon(Line).Bounds;
        Bounds = new(box.Middle, box.RadiusMetres + halfWidthMetres);
    }

    public GeoPoint[] Line { get; }

    public double HalfWidthMetres { get; }

    public override Disc Bounds { get; }

    public override bool Contains(GeoPoint point) => Depth(point) >= 0;

    public override double Depth(GeoPoint point)
    {
        var plane = new Plane(point);
        var nearest = double.PositiveInfinity;
        for (var i = 1; i < Line.Length; i++)
        {
            nearest = Math.Min(nearest, plane.MetresFromMiddle(Line[i - 1], Line[i]));
        }

        return HalfWidthMetres - nearest;
    }

    // Two lines that do not meet are nearest at an end of one of them.
    public override bool LeadsAsDeep(GeoPoint from, GeoPoint to, double metres)
    {
        var reach = HalfWidthMetres - metres;
        if (reach < 0)
        {
            return false;
        }

        for (var i = 1; i < Line.Length; i++)
        {
            var (a, b) = (Line[i - 1], Line[i]);
            var way = Degrees.Unroll([from, to]).Near(a.Longitude);
            if (Meet(way[0], way[1], a, b) || new Plane(a).MetresFromMiddle(from, to) <= reach || new Plane(b).MetresFromMiddle(from, to) <= reach)
            {
                return true;
            }
        }

        return Math.Max(Depth(from), Depth(to)) >= metres;
    }

    private static bool Meet(GeoPoint a, GeoPoint b, GeoPoint c, GeoPoint d) =>
        Turns(a, b, c) * Turns(a, b, d) <= 0 && Turns(c, d, a) * Turns(c, d, b) <= 0 && Turns(a, b, c) != Turns(a, b, d);

    private static int Turns(GeoPoint a, GeoPoint b, GeoPoint c) =>
        Math.Sign(((b.Longitude - a.Longitude) * (c.Latitude - a.Latitude)) - ((b.Latitude - a.Latitude) * (c.Longitude - a.Longitude)));
}
