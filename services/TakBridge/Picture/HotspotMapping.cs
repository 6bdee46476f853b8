using System.Xml.Linq;
using TaskForce.TakBridge.Connections;
using TaskForce.TakBridge.Cot;
using TaskForce.Tasking.V1;
using Severity = TaskForce.Tasking.V1.Hotspot.Types.Severity;

namespace TaskForce.TakBridge.Picture;

/// <summary>Hotspots as clients show them: spots in the colour of their severity.</summary>
internal static class HotspotMapping
{
    /// <summary>The uid of a hotspot.</summary>
    public static string UidOf(string hotspot) => $"{TaskForceContact.Uid}/{hotspot}";

    /// <summary>The event that shows a hotspot for a while.</summary>
    public static CotEvent ToEvent(Hotspot hotspot, TimeSpan lasts, DateTimeOffset now)
    {
        var (kind, severity) = (Words(WireName.Of(hotspot.Kind)), Words(WireName.Of(hotspot.Severity)));
        var stale = hotspot.ExpireTime?.ToDateTimeOffset() is { } end && end < now + lasts ? end : now + lasts;
        return new("b-m-p-s-m", UidOf(hotspot.Name), "h-g-i-g-o", now, hotspot.CreateTime?.ToDateTimeOffset() ?? now, stale,
            CotPoint.At(hotspot.Place.Location.Latitude, hotspot.Place.Location.Longitude, hotspot.RadiusMetres), new("detail",
                new XElement("contact", new XAttribute("callsign", $"{kind} ({severity})")),
                new XElement("color", new XAttribute("argb", ColourOf(hotspot.Severity))),
                new XElement("usericon", new XAttribute("iconsetpath", $"COT_MAPPING_SPOTMAP/b-m-p-s-m/{ColourOf(hotspot.Severity)}")),
                new XElement("remarks", XmlEvents.Clean(string.Join('\n', new[] { hotspot.Place.DisplayName, hotspot.Description, hotspot.Source }.Where(text => text.Length > 0))))));
    }

    /// <summary>A name of the contract as people write it.</summary>
    public static string Words(string name) => name.Replace('_', ' ').ToLowerInvariant();

    // Alpha, red, green and blue as one signed number, as Android has colours.
    private static int ColourOf(Severity severity) => severity switch
    {
        Severity.Critical => unchecked((int)0xFFFF0000),
        Severity.High => unchecked((int)0xFFFF7F00),
        Severity.Medium => unchecked((int)0xFFFFFF00),
        _ => unchecked((int)0xFFFFFFFF),
    };
}
