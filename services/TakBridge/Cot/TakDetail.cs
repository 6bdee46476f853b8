using System.Globalization;
using System.Text;
using System.Xml.Linq;
using V1 = TaskForce.Tak.V1;

namespace TaskForce.TakBridge.Cot;

/// <summary>The detail of events in messages of the TAK protocol: some elements as fields, the rest as XML.</summary>
internal static class TakDetail
{
    /// <summary>Reads a detail.</summary>
    /// <param name="detail">The detail.</param>
    /// <param name="deepest">How deep elements may nest.</param>
    /// <exception cref="CotException">Its XML is none.</exception>
    public static XElement Read(V1.Detail detail, int deepest)
    {
        var read = ParseRest(detail.XmlDetail, deepest);
        void Add(string element, params (string Name, string Value)[] attributes)
        {
            // What is spelt out in XML as well counts.
            if (read.Element(element) is null)
            {
                read.Add(new XElement(element, attributes.Where(each => each.Value.Length > 0).Select(each => new XAttribute(each.Name, XmlEvents.Clean(each.Value)))));
            }
        }

        if (detail.Contact is { } contact)
        {
            Add("contact", ("endpoint", contact.Endpoint), ("callsign", contact.Callsign));
        }

        if (detail.Group is { } group)
        {
            Add("__group", ("name", group.Name), ("role", group.Role));
        }

        if (detail.PrecisionLocation is { } precision)
        {
            Add("precisionlocation", ("geopointsrc", precision.Geopointsrc), ("altsrc", precision.Altsrc));
        }

        if (detail.Status is { } status)
        {
            Add("status", ("battery", status.Battery.ToString(CultureInfo.InvariantCulture)));
        }

        if (detail.Takv is { } takv)
        {
            Add("takv", ("device", takv.Device), ("platform", takv.Platform), ("os", takv.Os), ("version", takv.Version));
        }

        if (detail.Track is { } track && double.IsFinite(track.Speed) && double.IsFinite(track.Course))
        {
            Add("track", ("speed", XmlEvents.Text(track.Speed)), ("course", XmlEvents.Text(track.Course)));
        }

        return read;
    }

    private static XElement ParseRest(string rest, int deepest)
    {
        var document = Encoding.UTF8.GetBytes($"<detail>{rest}</detail>");
        var scanner = new XmlScanner(deepest);
        for (var at = 0; at < document.Length; at++)
        {
            if (scanner.Take(document[at]) != (at == document.Length - 1))
            {
                throw new CotException("The detail is more than the content of one element.");
            }
        }

        return XmlEvents.Parse(document);
    }

    /// <summary>Writes a detail.</summary>
    public static V1.Detail Write(XElement detail)
    {
        var (written, rest) = (new V1.Detail(), new StringBuilder());
        foreach (var element in detail.Elements())
        {
            if (!TryWrite(element, written))
            {
                rest.Append(element.ToString(SaveOptions.DisableFormatting));
            }
        }

        written.XmlDetail = rest.ToString();
        return written;
    }

    // Only what the message says whole; the rest stays as it is.
    private static bool TryWrite(XElement element, V1.Detail written)
    {
        string Of(string attribute) => element.Attribute(attribute)?.Value ?? "";
        bool HasOnly(params string[] attributes) => !element.HasElements && element.Attributes().All(each => attributes.Contains(each.Name.LocalName) && each.Value.Length > 0);
        switch (element.Name.LocalName)
        {
            case "contact" when written.Contact is null && HasOnly("endpoint", "callsign"):
                written.Contact = new() { Endpoint = Of("endpoint"), Callsign = Of("callsign") };
                return true;
            case "__group" when written.Group is null && HasOnly("name", "role"):
                written.Group = new() { Name = Of("name"), Role = Of("role") };
                return true;
            case "precisionlocation" when written.PrecisionLocation is null && HasOnly("geopointsrc", "altsrc"):
                written.PrecisionLocation = new() { Geopointsrc = Of("geopointsrc"), Altsrc = Of("altsrc") };
                return true;
            case "track" when written.Track is null && element.Attributes().Count() == 2 && HasOnly("speed", "course"):
                written.Track = new() { Speed = XmlEvents.Number(Of("speed")), Course = XmlEvents.Number(Of("course")) };
                return true;
            default:
                return false;
        }
    }
}
