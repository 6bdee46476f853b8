using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace TaskForce.Partners.Cap;

/// <summary>Reads an alert, noting everything that is wrong with it.</summary>
internal sealed partial class CapParser
{
    private const int LongestName = 200;

    // Each is looked for in the store while nobody else changes anything.
    private const int MostReferences = 100;

    private const int MostCorners = 5000;

    private static readonly Dictionary<string, string[]> Codes = new()
    {
        ["status"] = ["Actual", "Exercise", "System", "Test", "Draft"],
        ["msgType"] = ["Alert", "Update", "Cancel", "Ack", "Error"],
        ["scope"] = ["Public", "Restricted", "Private"],
        ["category"] = ["Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"],
        ["responseType"] = ["Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"],
        ["urgency"] = ["Immediate", "Expected", "Future", "Past", "Unknown"],
        ["severity"] = ["Extreme", "Severe", "Moderate", "Minor", "Unknown"],
        ["certainty"] = ["Observed", "Likely", "Possible", "Unlikely", "Unknown"],
    };

    private static readonly string[] Times = ["sent", "effective", "onset", "expires"];

    private static readonly SearchValues<char> NotInNames = SearchValues.Create(" ,<&\t\r\n");

    private readonly CapFaults _faults = new();

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <c>CAP_INVALID</c>, with every fault.</exception>
    public static CapAlert Parse(byte[] bytes) => new CapParser().Read(CapReader.Read(bytes).Root!);

    private CapAlert Read(XElement root)
    {
        if (root.Name != CapXml.Namespace + "alert")
        {
            _faults.Note(root, $"must be an alert of the namespace {CapXml.Namespace}, not {root.Name.LocalName} of '{root.Name.NamespaceName}'");
            _faults.ThrowIfAny();
        }

        CapShapes.Check(root, _faults);
        foreach (var element in root.Descendants().Where(element => element.Name.Namespace == CapXml.Namespace && !element.HasElements))
        {
            CheckValue(element, element.Name.LocalName, element.Value.Trim());
        }

        CheckWhole(root);
        var infos = Parts(root, "info").Select(ReadInfo).ToList();
        var references = ReadReferences(root);
        _faults.ThrowIfAny();
        return new(
            new(Text(root, "sender"), Text(root, "identifier"), ToTime(Text(root, "sent"))!.Value), Text(root, "status"), Text(root, "msgType"), Text(root, "scope"),
            Text(root, "source"), Text(root, "note"), references, infos);
    }

    private void CheckValue(XElement element, string name, string value)
    {
        if (value.Length == 0)
        {
            // Noted already.
            return;
        }

        if (Codes.TryGetValue(name, out var codes) && !codes.Contains(value, StringComparer.Ordinal))
        {
            _faults.Note(element, $"must be one of {string.Join(", ", codes)}, not '{Shorten(value)}'");
        }
        else if (Times.Contains(name) && ToTime(value) is null)
        {
            _faults.Note(element, $"must be a time with its offset such as 2030-03-01T06:00:00+01:00 (never Z), not '{Shorten(value)}'");
        }
        else if (name is "identifier" or "sender" && (value.Length > LongestName || value.AsSpan().ContainsAny(NotInNames)))
        {
            _faults.Note(element, $"must have at most {LongestName} characters and no blanks, commas, '<' or '&'");
        }
    }

    private void CheckWhole(XElement root)
    {
        var (type, scope) = (Text(root, "msgType"), Text(root, "scope"));
        if (type is "Update" or "Cancel" && Text(root, "references").Length == 0)
        {
            _faults.Note(root, $"must have references: an {type} says what it is about");
        }

        var corners = root.Descendants(CapXml.Namespace + "polygon").Sum(polygon => polygon.Value.AsSpan().Count(','));
        if (corners > MostCorners)
        {
            _faults.Note(root, $"must have at most {MostCorners} corners in all its polygons, not {corners}");
        }

        if (scope == "Restricted" && Text(root, "restriction").Length == 0)
        {
            _faults.Note(root, "must have a restriction where the scope is Restricted");
        }

        if (scope == "Private" && Text(root, "addresses").Length == 0)
        {
            _faults.Note(root, "must have addresses where the scope is Private");
        }
    }

    private CapInfo ReadInfo(XElement info) => new(
        Text(info, "language") is { Length: > 0 } language ? language : "en-US", [.. Parts(info, "category").Select(part => part.Value.Trim())], Text(info, "event"),
        Text(info, "urgency"), Text(info, "severity"), Text(info, "certainty"), Values(info, "eventCode"), ToTime(Text(info, "expires")), Text(info, "senderName"),
        Text(info, "headline"), Text(info, "description"), Text(info, "instruction"), [.. Parts(info, "area").Select(ReadArea)]);

    private CapArea ReadArea(XElement area) => new(
        Text(area, "areaDesc"), [.. Parts(area, "polygon").SelectMany(polygon => CapGeometry.ReadPolygon(polygon, _faults)), .. Parts(area, "circle").SelectMany(circle => CapGeometry.ReadCircle(circle, _faults))],
        Values(area, "geocode"));

    private List<CapMessageId> ReadReferences(XElement root)
    {
        var read = new List<CapMessageId>();
        if (root.Element(CapXml.Namespace + "references") is { } references)
        {
            var named = references.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (named.Length > MostReferences)
            {
                _faults.Note(references, $"must name at most {MostReferences} messages, not {named.Length}");
                return read;
            }

            foreach (var reference in named)
            {
                if (reference.Split(',') is [{ Length: > 0 and <= LongestName } sender, { Length: > 0 and <= LongestName } identifier, var sent] && ToTime(sent) is { } time)
                {
                    read.Add(new(sender, identifier, time));
                }
                else
                {
                    _faults.Note(references, $"must be sender,identifier,sent with blanks between the messages, not '{Shorten(reference)}'");
                }
            }
        }

        return read;
    }

    private static IEnumerable<XElement> Parts(XElement element, string name) => element.Elements(CapXml.Namespace + name);

    private static string Text(XElement element, string name) => element.Element(CapXml.Namespace + name)?.Value.Trim() ?? "";

    private static List<CapValue> Values(XElement element, string name) => [.. Parts(element, name).Select(part => new CapValue(Text(part, "valueName"), Text(part, "value")))];

    private static DateTimeOffset? ToTime(string text) =>
        TimeForm().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static string Shorten(string text) => text.Length > 60 ? text[..60] + "…" : text;

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[-+][0-9]{2}:[0-9]{2}\z")]
    private static partial Regex TimeForm();
}
