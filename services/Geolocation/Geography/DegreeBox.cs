namespace TaskForce.Geolocation.Geography;

/// <summary>Latitudes and longitudes that hold a disc, by which most of what is outside is told without a sine.</summary>
/// <param name="South">The least latitude.</param>
/// <param name="North">The greatest latitude.</param>
/// <param name="Middle">The longitude of the centre.</param>
/// <param name="Half">How far it reaches to the east and to the west of it, degrees; 180 is everywhere.</param>
internal readonly record struct DegreeBox(double South, double North, double Middle, double Half)
{
    // More than a point is off by being kept in 1e-7 degree.
    private const double Margin = 1e-6;

    public static DegreeBox Everywhere { get; } = new(-90, 90, 0, 180);

    public static DegreeBox Of(Disc disc)
    {
        var (centre, reach) = (disc.Middle, double.RadiansToDegrees(disc.RadiusMetres / Sphere.EarthRadiusMetres) + Margin);
        var (south, north) = (centre.Latitude - reach, centre.Latitude + reach);

        // Where a meridian touches the disc: sine of half the width is sine of the radius by cosine of the latitude. A disc round a pole meets them all.
        var sine = Math.Sin(double.DegreesToRadians(Math.Min(reach, 90))) / Math.Cos(double.DegreesToRadians(centre.Latitude));
        return new(south, north, centre.Longitude, south <= -90 || north >= 90 || sine >= 1 ? 180 : double.RadiansToDegrees(Math.Asin(sine)) + Margin);
    }

    /// <summary>Whether a point may be in the disc.</summary>
    public bool MayHold(GeoPoint point)
    {
        var turn = Math.Abs(point.Longitude - Middle);
        return point.Latitude >= South && point.Latitude <= North && Math.Min(turn, 360 - turn) <= Half;
    }
}
