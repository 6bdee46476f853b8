namespace TaskForce.Geolocation.Positions;

/// <summary>A report as it arrived, save for its subject; may be anything a caller can encode.</summary>
internal record struct RawReport
{
    public RawReport()
    {
    }

    /// <summary>Where the subject's name is in the bytes that were read, and how long it is; 0 if read from an object.</summary>
    public (int Start, int Length) Name { get; set; }

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

    /// <summary>Reads a <see cref="V1.PositionReport"/>; of a field that comes twice the last counts, and messages are merged.</summary>
    public static RawReport Read(WireReader reader)
    {
        var report = new RawReport();
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | 2:
                    report.Name = reader.ReadText();
                    break;
                case (2 << 3) | 2:
                    report.ReadLocation(reader.ReadMessage());
                    break;
                case (3 << 3) | 2:
                    report.ReadEventTime(reader.ReadMessage());
                    break;
                case (4 << 3) | 5:
                    report.AccuracyMetres = reader.ReadFloat();
                    break;
                case (5 << 3) | 5:
                    report.SpeedMps = reader.ReadFloat();
                    break;
                case (6 << 3) | 5:
                    report.HeadingDegrees = reader.ReadFloat();
                    break;
                case (7 << 3) | 0:
                    report.Source = (int)reader.ReadVarint();
                    break;
                case (8 << 3) | 0:
                    report.DeviceSequence = (long)reader.ReadVarint();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return report;
    }

    // google.type.LatLng
    private void ReadLocation(WireReader reader)
    {
        HasLocation = true;
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | 1:
                    Latitude = reader.ReadDouble();
                    break;
                case (2 << 3) | 1:
                    Longitude = reader.ReadDouble();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
    }

    // google.protobuf.Timestamp
    private void ReadEventTime(WireReader reader)
    {
        HasEventTime = true;
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | 0:
                    Seconds = (long)reader.ReadVarint();
                    break;
                case (2 << 3) | 0:
                    Nanos = (int)reader.ReadVarint();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
    }
}
