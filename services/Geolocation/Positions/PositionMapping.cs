using Google.Protobuf.WellKnownTypes;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Positions;

internal static class PositionMapping
{
    public static TrackPoint ToTrackPoint(
        this V1.PositionReport report, long sequence, string nation, DateTimeOffset eventTime, DateTimeOffset receiptTime, bool isLate) => new()
        {
            Sequence = sequence,
            Subject = report.Subject,
            Nation = nation,
            EventTime = eventTime,
            ReceiptTime = receiptTime,
            Latitude = report.Location.Latitude,
            Longitude = report.Location.Longitude,
            AccuracyMetres = report.HasAccuracyMetres ? report.AccuracyMetres : null,
            SpeedMps = report.HasSpeedMps ? report.SpeedMps : null,
            HeadingDegrees = report.HasHeadingDegrees ? report.HeadingDegrees : null,
            Source = report.Source,
            IsLate = isLate,
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

    private static V1.PositionReport ToReport(TrackPoint point)
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

        return report;
    }
}
