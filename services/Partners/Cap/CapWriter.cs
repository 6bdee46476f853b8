using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Google.Api;
using Google.Protobuf;
using TaskForce.Tasking.V1;

namespace TaskForce.Partners.Cap;

/// <summary>Writes a hotspot as an alert.</summary>
internal sealed class CapWriter(CapOptions options)
{
    private static readonly XNamespace Cap = CapXml.Namespace;

    /// <param name="hotspot">As the caller may see it.</param>
    /// <param name="message">Which message this is.</param>
    /// <param name="before">Those sent before, oldest first.</param>
    /// <param name="isExercise">Whether it is no more than an exercise.</param>
    public XDocument Write(Hotspot hotspot, CapPublishedRow message, IEnumerable<CapPublishedRow> before, bool isExercise)
    {
        var references = string.Join(' ', before.Select(IdOf));
        return new(new XElement(
            Cap + "alert",
            Text("identifier", message.Identifier), Text("sender", options.Sender), Text("sent", CapXml.Time(IdOf(message).Sent)), Text("status", isExercise ? "Exercise" : "Actual"),
            Text("msgType", message.Type), Text("source", hotspot.Source), Text("scope", "Public"), Text("references", references), Text("incidents", hotspot.Name.Replace('/', '.')),
            CapWords.All.Select(words => Info(hotspot, words, message.Type == "Cancel", isExercise))));
    }

    /// <summary>The bytes of a document, with their type.</summary>
    public static HttpBody ToBody(XDocument document, string mediaType)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new() { Encoding = new System.Text.UTF8Encoding(false), Indent = true }))
        {
            document.Save(xml);
        }

        return new() { ContentType = mediaType, Data = ByteString.CopyFrom(bytes.ToArray()) };
    }

    private CapMessageId IdOf(CapPublishedRow message) => new(options.Sender, message.Identifier, new(message.Sent, TimeSpan.Zero));

    private XElement Info(Hotspot hotspot, CapWords words, bool isOver, bool isExercise)
    {
        var (kind, place) = (words.Kinds.GetValueOrDefault(hotspot.Kind, WireName.Of(hotspot.Kind)), hotspot.Place?.DisplayName is { Length: > 0 } name ? name : words.Unnamed);
        var mark = isExercise ? words.Exercise + ": " : "";
        var said = hotspot.Description.Length > 0 ? $"{words.Reported} {hotspot.Description}" : "";
        var graded = options.Published.TryGetValue(hotspot.Severity, out var known) ? known : new();
        return new(
            Cap + "info",
            Text("language", words.Language), Text("category", "Security"), Text("event", kind), Text("responseType", isOver ? "AllClear" : "Monitor"),
            Text("urgency", isOver ? "Past" : graded.Urgency), Text("severity", graded.Severity), Text("certainty", "Unknown"),
            new XElement(Cap + "eventCode", Text("valueName", "taskforce.dev/Hotspot.Kind"), Text("value", WireName.Of(hotspot.Kind))),
            Text("expires", hotspot.ExpireTime is { } expires ? CapXml.Time(expires.ToDateTimeOffset()) : ""), Text("senderName", options.SenderName),
            Text("headline", mark + string.Format(CultureInfo.InvariantCulture, words.Headline, kind, place)),
            Text("description", mark + string.Join('\n', new[] { isOver ? words.Over : "", said }.Where(part => part.Length > 0))),
            Area(hotspot, place));
    }

    private static XElement Area(Hotspot hotspot, string place) => new(
        Cap + "area",
        Text("areaDesc", place),
        hotspot.Place?.Location is { } at
            ? Text("circle", string.Create(CultureInfo.InvariantCulture, $"{at.Latitude:0.######},{at.Longitude:0.######} {hotspot.RadiusMetres / 1000:0.###}"))
            : null,
        new XElement(Cap + "geocode", Text("valueName", "ISO3166-1"), Text("value", hotspot.HostNation)));

    // What is empty is left out.
    private static XElement? Text(string name, string value) => CapXml.Clean(value).Trim() is { Length: > 0 } clean ? new(Cap + name, clean) : null;
}
