using Google.Protobuf.WellKnownTypes;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions;

internal static class PositionMapping
{
    public static TrackPoint ToTrackPoint(this Fix fix, SubjectTable subjects) => new()
    {
        Sequence = fix.Sequence,
        Subject = subjects.NameOf(fix.Subject),
        Nation = subjects.NationOf(fix.Subject),
        EventTime = new(fix.EventTime, TimeSpan.Zero),
        ReceiptTime = new(fix.ReceiptTime, TimeSpan.Zero),
        Latitude = fix.Location.Latitude,
        Longitude = fix.Location.Longitude,
        AccuracyMetres = float.IsNaN(fix.AccuracyMetres) ? null : fix.AccuracyMetres,
        SpeedMps = float.IsNaN(fix.SpeedMps) ? null : fix.SpeedMps,
        HeadingDegrees = float.IsNaN(fix.HeadingDegrees) ? null : fix.HeadingDegrees,
        Source = (V1.PositionReport.Types.Source)fix.Source,
        DeviceSequence = fix.DeviceSequence == 0 ? null : fix.DeviceSequence,
        IsLate = fix.IsLate,
    };

    public static Fix ToFix(this TrackPoint point, int subject) => new()
    {
        Sequence = point.Sequence,
        Subject = subject,
        EventTime = point.EventTime.UtcTicks,
        ReceiptTime = point.ReceiptTime.UtcTicks,
        Latitude = Fix.Units(point.Latitude),
        Longitude = Fix.Units(point.Longitude),
        AccuracyMetres = point.AccuracyMetres ?? float.NaN,
        SpeedMps = point.SpeedMps ?? float.NaN,
        HeadingDegrees = point.HeadingDegrees ?? float.NaN,
        Source = (int)point.Source,
        IsLate = point.IsLate,
    };

    public static V1.Position ToProto(this TrackPoint point) => new()
    {
        Name = SubjectName.PositionOf(point.Subject),
        Report = ToReport(point),
        Nation = point.Nation,
        ReceiptTime = point.ReceiptTime.ToTimestamp(),
    };

    public static V1.PositionEvent ToEvent(this TrackPoint point) => new()
    {
        Sequence = point.Sequence,
        Type = point.IsLate ? V1.PositionEvent.Types.Type.Late : V1.PositionEvent.Types.Type.Moved,
        Position = point.ToProto(),
    };

    public static V1.PositionReport ToReport(this TrackPoint point)
    {
        var report = new V1.PositionReport
        {
            Subject = point.Subject,
            Location = point.Location.ToLatLng(),
            EventTime = point.EventTime.ToTimestamp(),
            Source = point.Source,
        };
        // A generated property has no way to say absent but not to set it.
        if (point.AccuracyMetres is { } accuracy)
        {
            report.AccuracyMetres = accuracy;
        }

        if (point.SpeedMps is { } speed)
        {
            report.SpeedMps = speed;
        }

        if (point.HeadingDegrees is { } heading)
        {
            report.HeadingDegrees = heading;
        }

        if (point.DeviceSequence is { } counter)
        {
            report.DeviceSequence = counter;
        }

        return report;
    }
}
