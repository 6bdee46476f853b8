using CsCheck;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Tests.Geography;

internal static class Gens
{
    /// <summary>Points anywhere, and more than their share of them where formulas break: at the poles, at the antimeridian, close together.</summary>
    public static Gen<GeoPoint> Point { get; } = Gen.OneOf(
        In(Gen.Double[-90, 90], Gen.Double[-180, 180]),
        In(Gen.Double[89, 90], Gen.Double[-180, 180]),
        In(Gen.Double[-90, -89], Gen.Double[-180, 180]),
        In(Gen.Double[-60, 60], Gen.Double[179, 180]),
        In(Gen.Double[-60, 60], Gen.Double[-180, -179]),
        In(Gen.Double[35.8, 36], Gen.Double[-5.6, -5.4]),
        In(Gen.Int[-1, 1].Select(i => i * 90.0), Gen.Int[-1, 1].Select(i => i * 180.0)));

    private static Gen<GeoPoint> In(Gen<double> latitude, Gen<double> longitude) => Gen.Select(latitude, longitude, (lat, lon) => new GeoPoint(lat, lon));
}

internal static class Formulas
{
    /// <summary>The great-circle distance by Vincenty's formula for the sphere, which is exact for all distances and shares nothing with ours.</summary>
    public static double Metres(GeoPoint a, GeoPoint b)
    {
        var (sinA, cosA) = Math.SinCos(double.DegreesToRadians(a.Latitude));
        var (sinB, cosB) = Math.SinCos(double.DegreesToRadians(b.Latitude));
        var (sinD, cosD) = Math.SinCos(double.DegreesToRadians(b.Longitude - a.Longitude));
        var across = Math.Sqrt(Math.Pow(cosB * sinD, 2) + Math.Pow((cosA * sinB) - (sinA * cosB * cosD), 2));
        return Sphere.EarthRadiusMetres * Math.Atan2(across, (sinA * sinB) + (cosA * cosB * cosD));
    }
}
