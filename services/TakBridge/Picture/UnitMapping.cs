using System.Xml.Linq;
using TaskForce.Geolocation.V1;
using TaskForce.TakBridge.Connections;
using TaskForce.TakBridge.Cot;
using Source = TaskForce.Geolocation.V1.PositionReport.Types.Source;
using State = TaskForce.Geolocation.V1.Position.Types.State;

namespace TaskForce.TakBridge.Picture;

/// <summary>Units as clients show them.</summary>
internal static class UnitMapping
{
    private const string Prefix = "positions/";

    /// <summary>The uid of a position's subject: the same in every session, and no other client's.</summary>
    public static string UidOf(string position) => $"{TaskForceContact.Uid}/{position[Prefix.Length..]}";

    /// <summary>The subject of a position, <c>members/{member}</c>.</summary>
    public static string SubjectOf(string position) => position[Prefix.Length..];

    /// <summary>The event that shows a position; stale when its source should have been heard again, and at once if it is silent.</summary>
    public static CotEvent ToEvent(Position position, string ownNation, TakPictureOptions options, DateTimeOffset now)
    {
        var report = position.LastPlausible ?? position.Report;
        var (time, subject) = (report.EventTime.ToDateTimeOffset(), SubjectOf(position.Name));
        var stale = time + SilentAfter(report.Source, options);
        var radius = Math.Max(report.HasAccuracyMetres ? report.AccuracyMetres : 0, position.State == State.Silent && position.HasUncertaintyMetres ? position.UncertaintyMetres : 0);
        var detail = new XElement("detail",
            new XElement("contact", new XAttribute("callsign", XmlEvents.Clean(subject[(subject.LastIndexOf('/') + 1)..]))),
            new XElement("__group", new XAttribute("name", position.Nation == ownNation ? "Cyan" : "Green"), new XAttribute("role", "Team Member")),
            new XElement("precisionlocation", new XAttribute("geopointsrc", report.Source == Source.Gnss ? "GPS" : "???"), new XAttribute("altsrc", "???")),
            new XElement("remarks", $"{position.Nation} {subject}, {WireName.Of(position.State).ToLowerInvariant()}"));
        if (report.HasSpeedMps || report.HasHeadingDegrees)
        {
            detail.Add(new XElement("track",
                new XAttribute("speed", XmlEvents.Text(report.HasSpeedMps ? report.SpeedMps : 0)), new XAttribute("course", XmlEvents.Text(report.HasHeadingDegrees ? report.HeadingDegrees : 0))));
        }

        return new(
            subject.StartsWith("members/", StringComparison.Ordinal) ? "a-f-G-U-C" : "a-f-G", UidOf(position.Name), HowOf(report.Source), time, time,
            position.State == State.Silent && stale > now ? now : stale,
            CotPoint.At(report.Location.Latitude, report.Location.Longitude, radius > 0 ? radius : CotPoint.Unknown), detail);
    }

    private static TimeSpan SilentAfter(Source source, TakPictureOptions options) => source switch
    {
        Source.Gnss or Source.Simulated => options.GnssSilentAfter,
        Source.Network => options.NetworkSilentAfter,
        Source.Manual => options.ManualSilentAfter,
        _ => options.OtherSilentAfter,
    };

    private static string HowOf(Source source) => source switch
    {
        Source.Gnss => "m-g",
        Source.Simulated => "m-s",
        Source.Manual => "h-e",
        _ => "m-f",
    };
}
