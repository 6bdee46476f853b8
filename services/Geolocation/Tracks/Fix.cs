using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Tracks;

/// <summary>
/// A kept report in the form in which it is stored and held in memory: the subject by its number, times in UTC ticks, places in 1e-7 degree.
/// </summary>
internal readonly record struct Fix
{
    private const double PerDegree = 1e7;

    /// <summary>The position in the log of this service: grows with each point, has gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>When the subject was there, by the device's clock; unique for a subject.</summary>
    public long EventTime { get; init; }

    /// <summary>When the server received the report.</summary>
    public long ReceiptTime { get; init; }

    /// <summary>The number of the subject in <see cref="SubjectTable"/>.</summary>
    public int Subject { get; init; }

    public int Latitude { get; init; }

    public int Longitude { get; init; }

    /// <summary>NaN if unknown, as are speed and heading.</summary>
    public float AccuracyMetres { get; init; }

    public float SpeedMps { get; init; }

    public float HeadingDegrees { get; init; }

    public int Source { get; init; }

    /// <summary>The device's own counter; 0 if it has none.</summary>
    public long DeviceSequence { get; init; }

    /// <summary>Whether a point with a later event time was kept before this one.</summary>
    public bool IsLate { get; init; }

    /// <summary>The number of the nation that owns the subject from this point on; 0 if that does not change.</summary>
    public byte NewOwner { get; init; }

    public GeoPoint Location => new(Latitude / PerDegree, Longitude / PerDegree);

    /// <summary>Degrees as they are kept.</summary>
    public static int Units(double degrees) => (int)Math.Round(degrees * PerDegree);
}
