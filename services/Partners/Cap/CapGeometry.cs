using System.Globalization;
using System.Numerics;
using System.Xml.Linq;

namespace TaskForce.Partners.Cap;

/// <summary>Reads polygons and circles, and finds the circle that holds them.</summary>
internal static class CapGeometry
{
    private const double EarthRadius = 6_371_008.8;
    private const int Steps = 200;

    /// <summary>The corners of a polygon.</summary>
    public static IEnumerable<CapSpot> ReadPolygon(XElement polygon, CapFaults faults)
    {
        var corners = polygon.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(ReadPoint).ToList();
        if (corners.Exists(corner => corner is null))
        {
            faults.Note(polygon, "must be pairs of latitude,longitude with blanks between, -90 to 90 and -180 to 180");
            return [];
        }

        if (corners.Count < 4 || corners[0] != corners[^1])
        {
            faults.Note(polygon, "must have at least four pairs, the last the same as the first");
            return [];
        }

        return corners.Skip(1).Select(corner => corner!.Value);
    }

    /// <summary>A circle; nothing if it is none.</summary>
    public static IEnumerable<CapSpot> ReadCircle(XElement circle, CapFaults faults)
    {
        if (circle.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var middle, var radius] && ReadPoint(middle) is { } point
            && Number(radius) is >= 0 and <= 20_000 and var kilometres)
        {
            return [point with { RadiusMetres = kilometres * 1000 }];
        }

        faults.Note(circle, "must be latitude,longitude, a blank and the radius in kilometres");
        return [];
    }

    /// <summary>About the smallest circle that holds all: from each step it moves a shorter way towards what is farthest.</summary>
    /// <param name="spots">At least one.</param>
    public static CapSpot Around(IReadOnlyList<CapSpot> spots)
    {
        var discs = spots.Select(spot => (At: ToVector(spot), spot.RadiusMetres)).ToList();
        var middle = discs[0].At;
        for (var step = 1; step <= Steps; step++)
        {
            var farthest = discs.MaxBy(disc => Reach(middle, disc));
            middle = Vector3D.Normalise(middle + ((farthest.At - middle) * (1.0 / (step + 1))));
        }

        var center = spots.Count == 1 ? spots[0] : ToSpot(middle);
        var around = ToVector(center);
        return center with { RadiusMetres = discs.Max(disc => Reach(around, disc)) };
    }

    private static double Reach(Vector3D middle, (Vector3D At, double RadiusMetres) disc) => (EarthRadius * Vector3D.Angle(middle, disc.At)) + disc.RadiusMetres;

    private static CapSpot? ReadPoint(string text) =>
        text.Split(',') is [var latitude, var longitude] && Number(latitude) is >= -90 and <= 90 and var north && Number(longitude) is >= -180 and <= 180 and var east
            ? new(north, east, 0)
            : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static Vector3D ToVector(CapSpot spot)
    {
        var (north, east) = (double.DegreesToRadians(spot.Latitude), double.DegreesToRadians(spot.Longitude));
        return new(Math.Cos(north) * Math.Cos(east), Math.Cos(north) * Math.Sin(east), Math.Sin(north));
    }

    private static CapSpot ToSpot(Vector3D at) => new(double.RadiansToDegrees(Math.Asin(Math.Clamp(at.Z, -1, 1))), double.RadiansToDegrees(Math.Atan2(at.Y, at.X)), 0);

    private readonly record struct Vector3D(double X, double Y, double Z)
        : IAdditionOperators<Vector3D, Vector3D, Vector3D>, ISubtractionOperators<Vector3D, Vector3D, Vector3D>, IMultiplyOperators<Vector3D, double, Vector3D>
    {
        public static Vector3D operator +(Vector3D left, Vector3D right) => new(left.X + right.X, left.Y + right.Y, left.Z + right.Z);

        public static Vector3D operator -(Vector3D left, Vector3D right) => new(left.X - right.X, left.Y - right.Y, left.Z - right.Z);

        public static Vector3D operator *(Vector3D left, double right) => new(left.X * right, left.Y * right, left.Z * right);

        public static Vector3D Normalise(Vector3D at) => at * (1 / Math.Max(1e-12, Math.Sqrt((at.X * at.X) + (at.Y * at.Y) + (at.Z * at.Z))));

        public static double Angle(Vector3D left, Vector3D right)
        {
            var apart = left - right;
            return 2 * Math.Asin(Math.Min(1, Math.Sqrt((apart.X * apart.X) + (apart.Y * apart.Y) + (apart.Z * apart.Z)) / 2));
        }
    }
}
