using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Positions;

/// <summary>The lowest corner of a cube, counted in cubes.</summary>
internal readonly record struct Corner(int X, int Y, int Z)
{
    public static Corner Of(SpherePoint point, int perRadius) =>
        new((int)Math.Floor(point.X * perRadius), (int)Math.Floor(point.Y * perRadius), (int)Math.Floor(point.Z * perRadius));
}

/// <summary>A cube of space.</summary>
internal abstract class Cube(Corner corner, double width)
{
    public Corner Corner => corner;

    /// <summary>The square of the distance from a point to the nearest point of the cube.</summary>
    public double LeastChordSquared(SpherePoint from)
    {
        var (x, y, z) = (Gap(from.X, corner.X), Gap(from.Y, corner.Y), Gap(from.Z, corner.Z));
        return (x * x) + (y * y) + (z * z);
    }

    public bool MayMeet(Disc? disc) => disc is null || LeastChordSquared(disc.Centre) <= disc.ChordSquared;

    private double Gap(double from, int low) => Math.Max(0, Math.Max((low * width) - from, from - ((low + 1) * width)));
}
