using TaskForce.Geolocation.Geography;
using Source = TaskForce.Geolocation.V1.PositionReport.Types.Source;

namespace TaskForce.Geolocation.Positions;

/// <summary>Where a subject was at one time, as it is kept.</summary>
internal sealed record TrackPoint
{
    /// <summary>The position in the log of this service: grows with each point, has gaps.</summary>
    public required long Sequence { get; init; }

    public required string Subject { get; init; }

    /// <summary>The nation that owns the subject, ISO 3166-1 alpha-2.</summary>
    public required string Nation { get; init; }

    /// <summary>When the subject was there, by the device's clock; unique for a subject.</summary>
    public required DateTimeOffset EventTime { get; init; }

    /// <summary>When the server received the report.</summary>
    public required DateTimeOffset ReceiptTime { get; init; }

    public required double Latitude { get; init; }

    public required double Longitude { get; init; }

    public float? AccuracyMetres { get; init; }

    public float? SpeedMps { get; init; }

    public float? HeadingDegrees { get; init; }

    public Source Source { get; init; }

    /// <summary>The device's own counter.</summary>
    public long? DeviceSequence { get; init; }

    /// <summary>Whether a point with a later event time was kept before this one.</summary>
    public required bool IsLate { get; init; }

    public GeoPoint Location => new(Latitude, Longitude);
}
