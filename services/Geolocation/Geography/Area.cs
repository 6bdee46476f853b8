namespace TaskForce.Geolocation.Geography;

/// <summary>A part of the earth's surface.</summary>
internal abstract class Area
{
    /// <summary>A disc that holds the whole area, by which most of what is outside is left out cheaply.</summary>
    public abstract Disc Bounds { get; }

    public abstract bool Contains(GeoPoint point);

    /// <summary>The distance to the edge in metres, negative outside. Exact near the edge; far from it, good enough to be told from near.</summary>
    public abstract double Depth(GeoPoint point);

    /// <summary>Whether the straight way between two points near each other leads that deep, as far as the area can tell.</summary>
    public abstract bool LeadsAsDeep(GeoPoint from, GeoPoint to, double metres);
}

/// <summary>A disc on the sphere, its edge included.</summary>
internal sealed class Disc(GeoPoint centre, double radiusMetres) : Area
{
    public GeoPoint Middle => centre;

    public double RadiusMetres => radiusMetres;

    public SpherePoint Centre { get; } = SpherePoint.Of(centre);

    /// <summary>The square of the chord from the centre to the edge.</summary>
    public double ChordSquared { get; } = Sphere.ChordSquared(radiusMetres);

    public override Disc Bounds => this;

    public override bool Contains(GeoPoint point) => Centre.ChordSquaredTo(SpherePoint.Of(point)) <= ChordSquared;

    public override double Depth(GeoPoint point) => radiusMetres - Sphere.Metres(Centre.ChordSquaredTo(SpherePoint.Of(point)));

    public override bool LeadsAsDeep(GeoPoint from, GeoPoint to, double metres) =>
        new Plane(centre).MetresFromMiddle(from, to) <= radiusMetres - metres;
}
