using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace TaskForce.TakBridge.Cot;

/// <summary>Events as XML. What is read comes from anybody: no document types, no entities but the five of XML itself, nothing fetched.</summary>
internal static class XmlEvents
{
    private static readonly XmlReaderSettings Reading = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        CloseInput = false,
    };

    private static readonly XmlWriterSettings Writing = new() { OmitXmlDeclaration = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CheckCharacters = true };

    /// <summary>Reads one event.</summary>
    /// <exception cref="CotException">It is not well-formed, or lacks what every event has.</exception>
    public static CotEvent Read(ReadOnlyMemory<byte> document)
    {
        var root = Parse(document);
        if (root.Name != "event")
        {
            throw new CotException("The element is no event.");
        }

        var point = root.Element("point") ?? throw new CotException("The event has no point.");
        return new(
            Text(root, "type"), Text(root, "uid"), root.Attribute("how")?.Value ?? "", Time(root, "time"), Time(root, "start"), Time(root, "stale"),
            new(Number(point, "lat"), Number(point, "lon"), Number(point, "hae", CotPoint.Unknown), Number(point, "ce", CotPoint.Unknown), Number(point, "le", CotPoint.Unknown)),
            root.Element("detail") ?? new("detail"));
    }

    /// <summary>Reads an element that comes from anybody.</summary>
    /// <exception cref="CotException">It is not well-formed.</exception>
    public static XElement Parse(ReadOnlyMemory<byte> document)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(document.ToArray()), Reading);
            return XElement.Load(reader);
        }
        catch (Exception fault) when (fault is XmlException or ArgumentException or DecoderFallbackException)
        {
            throw new CotException("The XML is not well-formed.", fault);
        }
    }

    /// <summary>Writes one event, without anything before or behind it.</summary>
    public static byte[] Write(CotEvent value)
    {
        var root = new XElement("event",
            new XAttribute("version", "2.0"), new XAttribute("uid", value.Uid), new XAttribute("type", value.Type), new XAttribute("how", value.How),
            new XAttribute("time", Text(value.Time)), new XAttribute("start", Text(value.Start)), new XAttribute("stale", Text(value.Stale)),
            new XElement("point",
                new XAttribute("lat", Text(value.Point.Latitude)), new XAttribute("lon", Text(value.Point.Longitude)), new XAttribute("hae", Text(value.Point.Height)),
                new XAttribute("ce", Text(value.Point.CircularError)), new XAttribute("le", Text(value.Point.LinearError))),
            new XElement(value.Detail));
        var document = new MemoryStream();
        using (var writer = XmlWriter.Create(document, Writing))
        {
            root.WriteTo(writer);
        }

        return document.ToArray();
    }

    /// <summary>A number as TAK writes it.</summary>
    public static string Text(double value) => value.ToString("0.#######", CultureInfo.InvariantCulture);

    /// <summary>A number as TAK writes it.</summary>
    /// <exception cref="CotException">It is none.</exception>
    public static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
        ? value : throw new CotException("A number is none.");

    /// <summary>A text without what XML cannot hold: a call sign with a control character in it is still one.</summary>
    public static string Clean(string text) => IsClean(text) ? text
        : string.Concat(text.EnumerateRunes().Where(rune => rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value)));

    private static bool IsClean(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogatePair(text, at))
            {
                at++;
            }
            else if (!XmlConvert.IsXmlChar(text[at]))
            {
                return false;
            }
        }

        return true;
    }

    // To the millisecond, as the other spelling has it.
    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Text(XElement element, string attribute) => element.Attribute(attribute)?.Value is { Length: > 0 } text ? text
        : throw new CotException($"The event has no {attribute}.");

    private static double Number(XElement element, string attribute, double? usual = null) => element.Attribute(attribute)?.Value is { } text ? Number(text)
        : usual ?? throw new CotException($"The point has no {attribute}.");

    private static DateTimeOffset Time(XElement element, string attribute) =>
        DateTimeOffset.TryParse(Text(element, attribute), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : throw new CotException($"The event's {attribute} is no time.");
}
