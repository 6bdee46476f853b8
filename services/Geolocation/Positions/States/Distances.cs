using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.States;

/// <summary>How far points are apart, and whether anything can have gone so far.</summary>
internal sealed class Distances(StateOptions options)
{
    // Errors of two points at twice their 68 % radii in opposite directions: rarer than one in a thousand if they are independent and normal.
    private const double Doubt = 2;

    // Clocks and receivers are not exact to less.
    private const double LeastSeconds = 1;
    private const double RadiansPerUnit = Math.PI / 180 / 1e7;
    private const double NearUnits = 1e7;
    private const double NearPole = 85e7;

    private readonly float[] _accuracies = [.. Enumerable.Range(0, options.Sources.Keys.Max(source => (int)source) + 1)
        .Select(source => (float)(options.Sources.GetValueOrDefault((V1.PositionReport.Types.Source)source)?.AccuracyMetres ?? 0))];

    /// <summary>The 68 % radius that a point tells or its source usually has.</summary>
    public float AccuracyOf(in Fix fix) =>
        !float.IsNaN(fix.AccuracyMetres) ? fix.AccuracyMetres : _accuracies[fix.Source >= 0 && fix.Source < _accuracies.Length ? fix.Source : 0];

    public static double Seconds(in Fix earlier, in Fix later) => (later.EventTime - earlier.EventTime) / (double)TimeSpan.TicksPerSecond;

    /// <summary>Between the coordinates. Short distances are taken as flat, which is right to 0.1 % and many times faster.</summary>
    public static double Metres(in Fix one, in Fix other)
    {
        var (north, east) = ((double)one.Latitude - other.Latitude, (double)one.Longitude - other.Longitude);
        if (Math.Abs(north) > NearUnits || Math.Abs(east) > NearUnits || Math.Abs(one.Latitude) > NearPole)
        {
            return one.Location.MetresTo(other.Location);
        }

        east *= Cos((one.Latitude + (double)other.Latitude) / 2 * RadiansPerUnit);
        return Math.Sqrt((north * north) + (east * east)) * RadiansPerUnit * Geography.Sphere.EarthRadiusMetres;
    }

    // Taylor's series: right to 5e-7 up to a right angle, in a fifth of the time.
    private static double Cos(double angle)
    {
        var square = angle * angle;
        return 1 + (square * (-1 / 2.0 + (square * (1 / 24.0 + (square * (-1 / 720.0 + (square * (1 / 40320.0 - (square / 3628800)))))))));
    }

    /// <summary>Whether two points are the same place to the bit.</summary>
    public static bool AreSame(in Fix one, in Fix other) => one.Latitude == other.Latitude && one.Longitude == other.Longitude;

    /// <summary>What of a distance may be put down to inaccuracy, or may be hidden by it.</summary>
    public double DoubtOf(in Fix one, in Fix other) => Doubt * (AccuracyOf(one) + AccuracyOf(other));

    /// <summary>Whether a report says itself that it is not real; the time of a simulation may pass faster than ours.</summary>
    public static bool IsSimulated(in Fix fix) => fix.Source == (int)V1.PositionReport.Types.Source.Simulated;

    /// <summary>Whether anything can have gone from the earlier one to the later one.</summary>
    public bool IsPossible(in Fix earlier, in Fix later) =>
        IsSimulated(earlier) || IsSimulated(later)
        || Metres(earlier, later) - DoubtOf(earlier, later) <= options.FastestMps * Math.Max(LeastSeconds, Seconds(earlier, later));
}
