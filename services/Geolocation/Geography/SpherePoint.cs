namespace TaskForce.Geolocation.Geography;

/// <summary>
/// A point on the unit sphere in space. Distances between such points are a subtraction and three products, and know neither poles nor
/// an antimeridian; the chord grows with the great-circle distance, so the nearest by the one is the nearest by the other.
/// </summary>
internal readonly record struct SpherePoint(double X, double Y, double Z)
{
    public static SpherePoint Of(GeoPoint point)
    {
        var (sinLatitude, cosLatitude) = Math.SinCos(double.DegreesToRadians(point.Latitude));
        var (sinLongitude, cosLongitude) = Math.SinCos(double.DegreesToRadians(point.Longitude));
        return new(cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
    }

    /// <summary>The square of the straight distance through the earth, in earth radii: 0 to 4.</summary>
    public double ChordSquaredTo(SpherePoint other)
    {
        var (x, y, z) = (X - other.X, Y - other.Y, Z - other.Z);
        return (x * x) + (y * y) + (z * z);
    }
}

/// <summary>Between chords and metres.</summary>
internal static class Sphere
{
    /// <summary>The mean radius of the earth by the IUGG; a sphere of it is right to 0.6 %.</summary>
    public const double EarthRadiusMetres = 6_371_008.8;

    /// <summary>The great-circle distance that belongs to a squared chord.</summary>
    public static double Metres(double chordSquared) => 2 * EarthRadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(chordSquared) / 2));

    /// <summary>The squared chord that belongs to a great-circle distance; half the way round the earth for anything longer.</summary>
    public static double ChordSquared(double metres)
    {
        var half = Math.Sin(Math.Min(metres / EarthRadiusMetres, Math.PI) / 2);
        return 4 * half * half;
    }
}
