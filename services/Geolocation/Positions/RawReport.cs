using Google.Protobuf.WellKnownTypes;

namespace TaskForce.Geolocation.Positions;

/// <summary>A report as it arrived, save for its subject; may be anything a caller can encode.</summary>
internal record struct RawReport
{
    public RawReport()
    {
    }

    public bool HasLocation { get; set; }

    public double Latitude { get; set; }

    public double Longitude { get; set; }

    public bool HasEventTime { get; set; }

    public long Seconds { get; set; }

    public int Nanos { get; set; }

    /// <summary>Null if unknown, as are speed and heading.</summary>
    public float? AccuracyMetres { get; set; }

    public float? SpeedMps { get; set; }

    public float? HeadingDegrees { get; set; }

    public int Source { get; set; }

    /// <summary>Null if the device does not count.</summary>
    public long? DeviceSequence { get; set; }

    /// <summary>The event time in UTC ticks; ask only if it is a time.</summary>
    public readonly long EventTicks => DateTime.UnixEpoch.Ticks + (Seconds * TimeSpan.TicksPerSecond) + (Nanos / 100);

    /// <summary>Whether the event time is a time of the years 1 to 9999.</summary>
    public readonly bool IsTime => WireTime.IsTime(Seconds, Nanos);

    public static RawReport Of(V1.PositionReport report) => new()
    {
        HasLocation = report.Location is not null,
        Latitude = report.Location?.Latitude ?? 0,
        Longitude = report.Location?.Longitude ?? 0,
        HasEventTime = report.EventTime is not null,
        Seconds = report.EventTime?.Seconds ?? 0,
        Nanos = report.EventTime?.Nanos ?? 0,
        AccuracyMetres = report.HasAccuracyMetres ? report.AccuracyMetres : null,
        SpeedMps = report.HasSpeedMps ? report.SpeedMps : null,
        HeadingDegrees = report.HasHeadingDegrees ? report.HeadingDegrees : null,
        Source = (int)report.Source,
        DeviceSequence = report.HasDeviceSequence ? report.DeviceSequence : null,
    };
}
