using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Geolocation.V1;
using TaskForce.TakBridge.Cot;
using Source = TaskForce.Geolocation.V1.PositionReport.Types.Source;

namespace TaskForce.TakBridge.Positions;

/// <summary>Makes reports of what clients say of themselves.</summary>
internal static class PositionMapping
{
    private const string Friends = "a-f-";

    /// <summary>Whether an event is about somebody who belongs to us: a client tells of itself so, and of what its user has drawn.</summary>
    public static bool IsOfAFriend(CotEvent value) => value.Type.StartsWith(Friends, StringComparison.Ordinal);

    /// <summary>The report of a client's event about itself; null while the client does not know where it is.</summary>
    public static PositionReport? ToReport(CotEvent value, string subject)
    {
        if (!value.Point.IsPlace)
        {
            return null;
        }

        var report = new PositionReport
        {
            Subject = subject,
            Location = new() { Latitude = value.Point.Latitude, Longitude = value.Point.Longitude },
            EventTime = value.Time.ToTimestamp(),
            Source = SourceOf(value),
        };
        // CoT's error is of one standard deviation, which is our 68 %.
        if (value.Point.CircularError is > 0 and < CotPoint.Unknown)
        {
            report.AccuracyMetres = (float)value.Point.CircularError;
        }

        if (Number(value, "speed") is >= 0 and var speed)
        {
            report.SpeedMps = (float)speed;
        }

        if (Number(value, "course") is >= 0 and <= 360 and var course)
        {
            report.HeadingDegrees = (float)course;
        }

        return report;
    }

    private static Source SourceOf(CotEvent value) => (value.Read("precisionlocation", "geopointsrc").ToUpperInvariant(), value.How) switch
    {
        ({ } from, _) when from.Contains("GPS", StringComparison.Ordinal) || from.Contains("GNSS", StringComparison.Ordinal) => Source.Gnss,
        ("USER", _) => Source.Manual,
        ("NETWORK" or "CELL" or "WIFI", _) => Source.Network,
        (_, { } how) when how.StartsWith("m-g", StringComparison.Ordinal) => Source.Gnss,
        (_, { } how) when how.StartsWith("m-s", StringComparison.Ordinal) => Source.Simulated,
        (_, { } how) when how.StartsWith("h-", StringComparison.Ordinal) => Source.Manual,
        _ => Source.Unspecified,
    };

    private static double? Number(CotEvent value, string attribute) =>
        double.TryParse(value.Read("track", attribute), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
