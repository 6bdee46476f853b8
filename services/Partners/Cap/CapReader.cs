using System.Xml;
using System.Xml.Linq;

namespace TaskForce.Partners.Cap;

/// <summary>
/// Reads the XML that anybody may send: no document type and so no entities, nothing fetched from anywhere, bounded in size, depth and number of parts.
/// </summary>
internal static class CapReader
{
    /// <summary>The most bytes of a document.</summary>
    public const int MostBytes = 256 * 1024;

    private const int MostDepth = 12;
    private const int MostNodes = 20_000;
    private const int MostAttributes = 32;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersFromEntities = 1,
        MaxCharactersInDocument = MostBytes,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CheckCharacters = true,
    };

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <c>CAP_INVALID</c>: it is no XML, or none that is read here; it says where.</exception>
    public static XDocument Read(byte[] bytes)
    {
        if (bytes.Length is 0 or > MostBytes)
        {
            throw Refuse(1, bytes.Length == 0 ? "is empty" : $"must have at most {MostBytes} bytes, not {bytes.Length}");
        }

        try
        {
            // Before anything is built of it.
            Measure(bytes);
            using var reader = XmlReader.Create(new MemoryStream(bytes), Settings);
            return XDocument.Load(reader, LoadOptions.SetLineInfo);
        }
        catch (XmlException broken)
        {
            throw Refuse(broken.LineNumber, broken.Message.Contains("DTD", StringComparison.Ordinal) ? "must not have a document type" : $"is not well-formed XML: {broken.Message}");
        }
    }

    private static void Measure(byte[] bytes)
    {
        using var reader = XmlReader.Create(new MemoryStream(bytes), Settings);
        var nodes = 0;
        while (reader.Read())
        {
            var fault = reader switch
            {
                { Depth: > MostDepth } => $"must not be nested deeper than {MostDepth} elements",
                { AttributeCount: > MostAttributes } => $"must not have more than {MostAttributes} attributes at an element",
                _ => ++nodes > MostNodes ? $"must not have more than {MostNodes} parts" : null,
            };
            if (fault is not null)
            {
                throw Refuse(((IXmlLineInfo)reader).LineNumber, fault);
            }
        }
    }

    private static DomainException Refuse(int line, string description) =>
        new(Fault.Invalid, "CAP_INVALID", $"The document {description} (line {line}).", [new("document", $"{description} (line {line})")]);
}
