using System.Xml.Linq;

namespace TaskForce.Partners.Cap;

/// <summary>A part of an element.</summary>
internal readonly record struct CapPart(string Name, bool IsRequired, bool MayRepeat);

/// <summary>Which parts each element of CAP 1.2 has, in which order.</summary>
internal static class CapShapes
{
    private static readonly Dictionary<string, CapPart[]> Shapes = new()
    {
        ["alert"] = Parts("identifier! sender! sent! status! msgType! source scope! restriction addresses code* note references incidents info*"),
        ["info"] = Parts(
            "language category+ event! responseType* urgency! severity! certainty! audience eventCode* effective onset expires senderName headline description "
            + "instruction web contact parameter* resource* area*"),
        ["eventCode"] = Parts("valueName! value!"),
        ["parameter"] = Parts("valueName! value!"),
        ["geocode"] = Parts("valueName! value!"),
        ["resource"] = Parts("resourceDesc! mimeType! size uri derefUri digest"),
        ["area"] = Parts("areaDesc! polygon* circle* geocode* altitude ceiling"),
    };

    /// <summary>Notes what is missing, unknown, repeated or out of order in an element and all within it.</summary>
    public static void Check(XElement element, CapFaults faults)
    {
        if (!Shapes.TryGetValue(element.Name.LocalName, out var parts))
        {
            CheckText(element, faults);
            return;
        }

        var (at, seen) = (0, new HashSet<XName>());
        foreach (var child in element.Elements().Where(child => !IsSignature(child)))
        {
            var place = child.Name.Namespace == CapXml.Namespace ? Array.FindIndex(parts, part => part.Name == child.Name.LocalName) : -1;
            CheckPlace(child, place, at, parts, isAgain: !seen.Add(child.Name), faults);
            at = Math.Max(at, place);
            if (place >= 0)
            {
                Check(child, faults);
            }
        }

        foreach (var part in parts.Where(part => part.IsRequired && element.Element(CapXml.Namespace + part.Name) is null))
        {
            faults.Note(element, $"must have {part.Name}");
        }
    }

    private static void CheckPlace(XElement child, int place, int at, CapPart[] parts, bool isAgain, CapFaults faults)
    {
        if (place < 0)
        {
            faults.Note(child, "is not known in CAP 1.2 here");
        }
        else if (place < at)
        {
            faults.Note(child, $"must stand before {parts[at].Name}");
        }
        else if (!parts[place].MayRepeat && isAgain)
        {
            faults.Note(child, "must be there once");
        }
    }

    private static void CheckText(XElement element, CapFaults faults)
    {
        if (element.HasElements)
        {
            faults.Note(element, "must be a text");
        }
        else if (string.IsNullOrWhiteSpace(element.Value))
        {
            faults.Note(element, "must not be empty");
        }
    }

    private static bool IsSignature(XElement child) => child.Name.Namespace == CapXml.Signatures && child.Parent!.Name.LocalName == "alert";

    private static CapPart[] Parts(string text) => [.. text.Split(' ').Select(name => new CapPart(name.TrimEnd('!', '*', '+'), name[^1] is '!' or '+', name[^1] is '*' or '+'))];
}
