using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Google.Protobuf;
using V1 = TaskForce.Tak.V1;

namespace TaskForce.TakBridge.Cot;

/// <summary>Events as messages of the TAK protocol, version 1.</summary>
internal static class TakMessages
{
    // The latest time of .NET, to the millisecond.
    private static readonly ulong Latest = (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Reads one message; null if it holds no event.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="deepest">How deep elements may nest.</param>
    /// <exception cref="CotException">It is no such message, or lacks what every event has.</exception>
    public static CotEvent? Read(ReadOnlyMemory<byte> payload, int deepest)
    {
        var message = Parse(payload);
        if (message.CotEvent is not { } read)
        {
            return null;
        }

        if (read.Type.Length == 0 || read.Uid.Length == 0 || !new[] { read.Lat, read.Lon, read.Hae, read.Ce, read.Le }.All(double.IsFinite))
        {
            throw new CotException("The event has no type, no uid or no place.");
        }

        return new(XmlEvents.Clean(read.Type), XmlEvents.Clean(read.Uid), XmlEvents.Clean(read.How), Time(read.SendTime), Time(read.StartTime), Time(read.StaleTime),
            new(read.Lat, read.Lon, read.Hae, read.Ce, read.Le), ReadDetail(read.Detail ?? new(), deepest));
    }

    /// <summary>Writes one message.</summary>
    public static byte[] Write(CotEvent value) => new V1.TakMessage
    {
        CotEvent = new()
        {
            Type = value.Type,
            Uid = value.Uid,
            How = value.How,
            SendTime = Millis(value.Time),
            StartTime = Millis(value.Start),
            StaleTime = Millis(value.Stale),
            Lat = value.Point.Latitude,
            Lon = value.Point.Longitude,
            Hae = value.Point.Height,
            Ce = value.Point.CircularError,
            Le = value.Point.LinearError,
            Detail = WriteDetail(value.Detail),
        },
    }.ToByteArray();

    private static V1.TakMessage Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return V1.TakMessage.Parser.ParseFrom(payload.Span);
        }
        catch (InvalidProtocolBufferException fault)
        {
            throw new CotException("The message is none of the TAK protocol.", fault);
        }
    }

    private static XElement ReadDetail(V1.Detail detail, int deepest)
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

    private static V1.Detail WriteDetail(XElement detail)
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

    private static DateTimeOffset Time(ulong millis) => millis <= Latest ? DateTimeOffset.FromUnixTimeMilliseconds((long)millis) : throw new CotException("A time is none.");

    private static ulong Millis(DateTimeOffset time) => (ulong)Math.Max(0, time.ToUnixTimeMilliseconds());
}
