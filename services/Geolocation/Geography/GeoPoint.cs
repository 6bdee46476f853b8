namespace TaskForce.Geolocation.Geography;

/// <summary>A point on the earth, WGS 84, degrees; latitude -90 to 90, longitude -180 to 180.</summary>
internal readonly record struct GeoPoint(double Latitude, double Longitude)
{
    /// <summary>Whether both are numbers in range.</summary>
    public bool IsValid => Latitude is >= -90 and <= 90 && Longitude is >= -180 and <= 180;

    /// <summary>The great-circle distance.</summary>
    public double MetresTo(GeoPoint other) => Sphere.Metres(SpherePoint.Of(this).ChordSquaredTo(SpherePoint.Of(other)));
}
