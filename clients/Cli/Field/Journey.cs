using Google.Type;

namespace TaskForce.Cli.Field;

/// <summary>The shortest way between two points on the sphere, which is what a simulated unit takes.</summary>
/// <param name="from">Where it begins.</param>
/// <param name="to">Where it ends.</param>
internal sealed class Journey(LatLng from, LatLng to)
{
    private readonly double _angle = Angle(Vector(from), Vector(to));

    /// <summary>Where somebody is after a part of the way, 0 to 1. Both ends are exact.</summary>
    public LatLng At(double part) => part switch
    {
        <= 0 => from,
        >= 1 => to,
        _ when _angle < 1e-9 => to,
        _ => Point(part),
    };

    /// <summary>Which way it goes from there, in degrees clockwise from true north.</summary>
    public float HeadingAt(double part)
    {
        var (here, there) = (At(part), At(Math.Min(1, part + 0.01)));
        var (lat1, lat2, dLon) = (Radians(here.Latitude), Radians(there.Latitude), Radians(there.Longitude - here.Longitude));
        var heading = Math.Atan2(Math.Sin(dLon) * Math.Cos(lat2), (Math.Cos(lat1) * Math.Sin(lat2)) - (Math.Sin(lat1) * Math.Cos(lat2) * Math.Cos(dLon)));
        return (float)((heading * 180 / Math.PI + 360) % 360);
    }

    // Spherical linear interpolation (Shoemake 1985).
    private LatLng Point(double part)
    {
        var (a, b) = (Math.Sin((1 - part) * _angle) / Math.Sin(_angle), Math.Sin(part * _angle) / Math.Sin(_angle));
        var (start, end) = (Vector(from), Vector(to));
        var (x, y, z) = ((a * start.X) + (b * end.X), (a * start.Y) + (b * end.Y), (a * start.Z) + (b * end.Z));
        return new() { Latitude = Math.Atan2(z, Math.Sqrt((x * x) + (y * y))) * 180 / Math.PI, Longitude = Math.Atan2(y, x) * 180 / Math.PI };
    }

    private static (double X, double Y, double Z) Vector(LatLng point)
    {
        var (lat, lon) = (Radians(point.Latitude), Radians(point.Longitude));
        return (Math.Cos(lat) * Math.Cos(lon), Math.Cos(lat) * Math.Sin(lon), Math.Sin(lat));
    }

    private static double Angle((double X, double Y, double Z) a, (double X, double Y, double Z) b) =>
        Math.Acos(Math.Clamp((a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z), -1, 1));

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
