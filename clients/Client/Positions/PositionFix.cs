using Google.Type;
using TaskForce.Geolocation.V1;

namespace TaskForce.Client;

/// <summary>Where a receiver says that the device is.</summary>
/// <param name="Location">WGS 84, degrees.</param>
/// <param name="Source">How it knows.</param>
public sealed record PositionFix(LatLng Location, PositionReport.Types.Source Source)
{
    /// <summary>Metres, 68 %; null if unknown.</summary>
    public float? AccuracyMetres { get; init; }

    /// <summary>Metres per second over ground; null if unknown.</summary>
    public float? SpeedMps { get; init; }

    /// <summary>Degrees clockwise from true north; null if unknown.</summary>
    public float? HeadingDegrees { get; init; }

    internal PositionReport ToReport(string subject, Google.Protobuf.WellKnownTypes.Timestamp time)
    {
        var report = new PositionReport { Subject = subject, Location = Location, EventTime = time, Source = Source };
        (report.AccuracyMetres, report.SpeedMps, report.HeadingDegrees) = (AccuracyMetres ?? 0, SpeedMps ?? 0, HeadingDegrees ?? 0);
        // What is not known is not said to be zero.
        if (AccuracyMetres is null)
        {
            report.ClearAccuracyMetres();
        }

        if (SpeedMps is null)
        {
            report.ClearSpeedMps();
        }

        if (HeadingDegrees is null)
        {
            report.ClearHeadingDegrees();
        }

        return report;
    }
}
