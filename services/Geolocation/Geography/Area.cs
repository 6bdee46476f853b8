namespace TaskForce.Geolocation.Geography;

/// <summary>A part of the earth's surface.</summary>
internal abstract class Area
{
    /// <summary>A disc that holds the whole area, by which most of what is outside is left out cheaply.</summary>
    public abstract Disc Bounds { get; }

    public abstract bool Contains(GeoPoint point);
}

/// <summary>A disc on the sphere, its edge included.</summary>
internal sealed class Disc(GeoPoint centre, double radiusMetres) : Area
{
    public SpherePoint Centre { get; } = SpherePoint.Of(centre);

    /// <summary>The square of the chord from the centre to the edge.</summary>
    public double ChordSquared { get; } = Sphere.ChordSquared(radiusMetres);

    public override Disc Bounds => this;

    public override bool Contains(GeoPoint point) => Centre.ChordSquaredTo(SpherePoint.Of(point)) <= ChordSquared;
}

/// <summary>A polygon whose edges are straight in latitude and longitude and that does not cross the antimeridian.</summary>
internal sealed class Polygon : Area
{
    private readonly GeoPoint[] _corners;

    public Polygon(IEnumerable<GeoPoint> corners)
    {
        _corners = [.. corners];
        Bounds = BoundsOf(_corners);
    }

    public override Disc Bounds { get; }

    // Counts the edges that a ray to the east crosses: an odd number means inside.
    public override bool Contains(GeoPoint point)
    {
        var inside = false;
        for (int i = 0, j = _corners.Length - 1; i < _corners.Length; j = i++)
        {
            var (a, b) = (_corners[i], _corners[j]);
            if (a.Latitude > point.Latitude != b.Latitude > point.Latitude
                && point.Longitude < a.Longitude + ((b.Longitude - a.Longitude) * (point.Latitude - a.Latitude) / (b.Latitude - a.Latitude)))
            {
                inside = !inside;
            }
        }

        return inside;
    }

    // From the middle of the box round the corners, every point in it is reached by going half its height along a meridian and then
    // at most half its width along a parallel; no great circle is longer than that.
    private static Disc BoundsOf(GeoPoint[] corners)
    {
        var (south, north) = (corners.Min(c => c.Latitude), corners.Max(c => c.Latitude));
        var (west, east) = (corners.Min(c => c.Longitude), corners.Max(c => c.Longitude));
        var reach = double.DegreesToRadians((north - south + east - west) / 2) * Sphere.EarthRadiusMetres;
        return new(new((south + north) / 2, (west + east) / 2), reach);
    }
}
