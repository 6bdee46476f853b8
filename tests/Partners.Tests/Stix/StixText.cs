using System.Text.Json.Nodes;

namespace TaskForce.Partners.Tests.Stix;

/// <summary>Objects of a bundle, as partners write them.</summary>
internal static class StixText
{
    public const string Incident = "incident--10000000-0000-4000-8000-000000000001";
    public const string Indicator = "indicator--20000000-0000-4000-8000-000000000001";
    public const string Author = "identity--30000000-0000-4000-8000-000000000001";
    public const string White = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9";
    public const string Green = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb";
    public const string Amber = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82";
    public const string AmberStrict = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003";
    public const string Red = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";
    public const string Core = "extension-definition--ef765651-680c-498d-9894-99799f2fa126";

    public static string Bundle(params JsonObject[] objects) =>
        new JsonObject { ["type"] = "bundle", ["id"] = "bundle--40000000-0000-4000-8000-000000000001", ["objects"] = new JsonArray([.. objects.Select(each => each.DeepClone())]) }.ToJsonString();

    public static JsonObject Ransomware(string marking = Green, int minute = 0, string status = "open", string id = Incident) => Object("incident", id, marking, minute, new()
    {
        ["name"] = "Ransomware at the port",
        ["description"] = "Cranes stand still.",
        ["created_by_ref"] = Author,
        ["extensions"] = new JsonObject
        {
            [Core] = new JsonObject { ["extension_type"] = "property-extension", ["determination"] = "suspected", ["investigation_status"] = status, ["criticality"] = 85, ["incident_types"] = new JsonArray("ransomware") },
        },
    });

    public static JsonObject Beacon(string marking = Green, int minute = 0, string id = Indicator) => Object("indicator", id, marking, minute, new()
    {
        ["name"] = "Beacon",
        ["pattern"] = "[ipv4-addr:value = '198.51.100.7']",
        ["pattern_type"] = "stix",
        ["valid_from"] = "2030-03-01T05:00:00Z",
    });

    public static JsonObject Centre(string marking = Green) => Object("identity", Author, marking, 0, new() { ["name"] = "CERT of the ports", ["identity_class"] = "organization" });

    public static JsonObject Tie(string from, string to, string type = "indicates", string marking = Green, int number = 1, int minute = 0) =>
        Object("relationship", $"relationship--50000000-0000-4000-8000-{number:000000000000}", marking, minute, new() { ["relationship_type"] = type, ["source_ref"] = from, ["target_ref"] = to });

    public static JsonObject Report(string marking, params string[] about) => Object("report", "report--60000000-0000-4000-8000-000000000001", marking, 0, new()
    {
        ["name"] = "Campaign against ports",
        ["published"] = "2030-03-01T05:00:00Z",
        ["object_refs"] = new JsonArray([.. about.Select(id => JsonValue.Create(id))]),
    });

    public static JsonObject Object(string type, string id, string marking, int minute, JsonObject own)
    {
        own["type"] = type;
        own["id"] = id;
        own["spec_version"] = "2.1";
        own["created"] = "2030-03-01T05:00:00.000Z";
        own["modified"] = $"2030-03-01T05:{minute:00}:00.000Z";
        if (marking.Length > 0)
        {
            own["object_marking_refs"] = new JsonArray(marking);
        }

        return own;
    }

    public static JsonObject With(this JsonObject body, string name, JsonNode? value)
    {
        var changed = (JsonObject)body.DeepClone();
        changed[name] = value;
        return changed;
    }

    public static JsonObject Without(this JsonObject body, string name)
    {
        var changed = (JsonObject)body.DeepClone();
        changed.Remove(name);
        return changed;
    }
}
