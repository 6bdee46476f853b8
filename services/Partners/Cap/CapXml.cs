using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace TaskForce.Partners.Cap;

/// <summary>CAP 1.2 as XML: <c>http://docs.oasis-open.org/emergency/cap/v1.2/CAP-v1.2-os.html</c>.</summary>
internal static class CapXml
{
    /// <summary>The namespace of CAP 1.2.</summary>
    public static readonly XNamespace Namespace = "urn:oasis:names:tc:emergency:cap:1.2";

    /// <summary>The media type of an alert.</summary>
    public const string MediaType = "application/cap+xml";

    /// <summary>Signatures are the one foreign thing in an alert.</summary>
    public static readonly XNamespace Signatures = "http://www.w3.org/2000/09/xmldsig#";

    /// <summary>A time as CAP has it: whole seconds, and never <c>Z</c>.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + "-00:00";

    /// <summary>A text without what XML cannot say.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value))
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }
}
