using System.Text.Json;

namespace TaskForce.Partners.Stix;

/// <summary>What a bundle holds.</summary>
/// <param name="Objects">The newest version of each object that is kept here, in the order of the bundle.</param>
/// <param name="PassedOver">The ids of those of other types.</param>
internal sealed record StixBundle(IReadOnlyList<StixObject> Objects, IReadOnlyList<string> PassedOver);

/// <summary>Reads bundles and names every fault: https://docs.oasis-open.org/cti/stix/v2.1/os/stix-v2.1-os.html.</summary>
internal static class StixParser
{
    private const int LongestName = 1000;
    private const int MostRefs = StixReader.MostObjects;

    private static readonly string[] Determinations = ["blocked", "failed-attempt", "false-positive", "low-value", "successful-attempt", "suspected"];

    private static readonly string[] Kept = ["incident", "indicator", "report", "relationship", "identity", "location", "marking-definition"];

    /// <summary>Whether objects of a type are kept here.</summary>
    public static bool Keeps(string type) => Kept.Contains(type);

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <c>STIX_INVALID</c>, with every fault.</exception>
    public static StixBundle Parse(byte[] bytes, StixOptions options)
    {
        var faults = new StixFaults();
        var found = StixReader.Read(bytes, faults);
        var kept = new List<(JsonElement Body, string Path)>();
        var others = new List<string>();
        for (var index = 0; index < found.Count; index++)
        {
            var (body, path) = (found[index], $"objects[{index}]");
            var (type, id) = (body.Text("type"), body.Text("id"));
            if (faults.Check(StixObject.IsType(type), $"{path}.type", "must be a type, 3 to 250 lower-case letters, digits and hyphens")
                && faults.Check(StixObject.IsId(id, type), $"{path}.id", "must be the type, two hyphens and a UUID"))
            {
                if (Keeps(type))
                {
                    Check(body, type, path, faults);
                    kept.Add((body, path));
                }
                else
                {
                    others.Add(id);
                }
            }
        }

        faults.ThrowIfAny();
        var definitions = kept.Where(each => each.Body.Text("type") == "marking-definition").GroupBy(each => each.Body.Text("id")).ToDictionary(same => same.Key, same => same.Last().Body, StringComparer.Ordinal);
        var objects = kept.Select(each => Of(each.Body, definitions, options)).GroupBy(each => each.Id).Select(versions => versions.MaxBy(each => each.Modified)!);
        return new([.. objects], others);
    }

    // A marking definition says nothing that is to be kept from anybody.
    private static StixObject Of(JsonElement body, Dictionary<string, JsonElement> definitions, StixOptions options) => new(
        body.Text("id"), StixObject.Time(body.Text(body.Text("type") == "marking-definition" ? "created" : "modified"))!.Value, body.IsTrue("revoked"),
        body.Text("type") == "marking-definition" ? Tlp.Clear : TlpMarkings.LevelOf(body, definitions, options.Unmarked), body);

    private static void Check(JsonElement body, string type, string path, StixFaults faults)
    {
        faults.Check(body.Text("spec_version") == "2.1", $"{path}.spec_version", "must be 2.1");
        var created = CheckTime(body, "created", isRequired: true, path, faults);
        TlpMarkings.Check(body, path, faults);
        CheckIds(body, "created_by_ref", "identity", path, faults);
        if (type == "marking-definition")
        {
            faults.Check(body.Text("definition_type").Length > 0 || body.Member("extensions").ValueKind == JsonValueKind.Object, $"{path}.definition_type", "is required, or extensions");
            return;
        }

        var modified = CheckTime(body, "modified", isRequired: true, path, faults);
        faults.Check(created is null || modified is null || created <= modified, $"{path}.modified", "must not be before created");
        faults.Check(body.Member("revoked").ValueKind is JsonValueKind.Undefined or JsonValueKind.True or JsonValueKind.False, $"{path}.revoked", "must be true or false");
        Action<JsonElement, string, StixFaults> own = type switch
        {
            "incident" => CheckIncident,
            "indicator" => CheckIndicator,
            "report" => CheckReport,
            "relationship" => CheckRelationship,
            "location" => CheckLocation,
            _ => CheckName,
        };
        own(body, path, faults);
    }

    private static void CheckIncident(JsonElement incident, string path, StixFaults faults)
    {
        CheckName(incident, path, faults);
        if (incident.Member("extensions").Member(StixObject.IncidentCore) is { ValueKind: not JsonValueKind.Undefined } core)
        {
            var at = $"{path}.extensions.{StixObject.IncidentCore}";
            faults.Check(Determinations.Contains(core.Text("determination")), $"{at}.determination", $"must be one of {string.Join(", ", Determinations)}");
            faults.Check(core.Text("investigation_status").Length > 0, $"{at}.investigation_status", "is required");
            faults.Check(core.Member("criticality").ValueKind == JsonValueKind.Undefined || core.Number("criticality") is >= 0 and <= 100, $"{at}.criticality", "must be 0 to 100");
            CheckIds(core, "other_object_refs", null, at, faults);
        }
    }

    private static void CheckIndicator(JsonElement indicator, string path, StixFaults faults)
    {
        faults.Check(indicator.Text("pattern").Length > 0, $"{path}.pattern", "is required");
        faults.Check(indicator.Text("pattern_type").Length > 0, $"{path}.pattern_type", "is required");
        var from = CheckTime(indicator, "valid_from", isRequired: true, path, faults);
        faults.Check(!(CheckTime(indicator, "valid_until", isRequired: false, path, faults) <= from), $"{path}.valid_until", "must be after valid_from");
    }

    private static void CheckReport(JsonElement report, string path, StixFaults faults)
    {
        CheckName(report, path, faults);
        CheckTime(report, "published", isRequired: true, path, faults);
        faults.Check(report.Each("object_refs").Any(), $"{path}.object_refs", "must name at least one object");
        CheckIds(report, "object_refs", null, path, faults);
    }

    private static void CheckRelationship(JsonElement relationship, string path, StixFaults faults)
    {
        faults.Check(relationship.Text("relationship_type").Length > 0, $"{path}.relationship_type", "is required");
        faults.Check(StixObject.IsId(relationship.Text("source_ref")), $"{path}.source_ref", "must be the id of an object");
        faults.Check(StixObject.IsId(relationship.Text("target_ref")), $"{path}.target_ref", "must be the id of an object");
    }

    private static void CheckLocation(JsonElement location, string path, StixFaults faults)
    {
        faults.Check(location.Number("latitude").HasValue == location.Number("longitude").HasValue, $"{path}.latitude", "must be there with the longitude, or both not");
        faults.Check(location.Number("latitude") is null or (>= -90 and <= 90), $"{path}.latitude", "must be -90 to 90");
        faults.Check(location.Number("longitude") is null or (>= -180 and <= 180), $"{path}.longitude", "must be -180 to 180");
    }

    private static void CheckName(JsonElement body, string path, StixFaults faults) =>
        faults.Check(body.Text("name").Trim().Length is > 0 and <= LongestName, $"{path}.name", $"is required, at most {LongestName} characters");

    private static DateTimeOffset? CheckTime(JsonElement body, string name, bool isRequired, string path, StixFaults faults)
    {
        var (isThere, time) = (body.Member(name).ValueKind != JsonValueKind.Undefined, StixObject.Time(body.Text(name)));
        faults.Check(time is not null || (!isThere && !isRequired), $"{path}.{name}", isThere ? "must be a time of UTC such as 2030-03-01T06:00:00Z" : "is required");
        return time;
    }

    private static void CheckIds(JsonElement body, string name, string? type, string path, StixFaults faults) => faults.Check(
        body.Member(name).ValueKind == JsonValueKind.Undefined || (body.Ids(name).ToList() is { Count: > 0 and <= MostRefs } ids && ids.Count == Math.Max(1, body.Each(name).Count()) && ids.TrueForAll(id => StixObject.IsId(id, type))),
        $"{path}.{name}", type is null ? $"must be ids of objects, at most {MostRefs}" : $"must name {type} objects by their ids");
}
