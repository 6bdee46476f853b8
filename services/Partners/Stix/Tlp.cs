using System.Text.Json;

namespace TaskForce.Partners.Stix;

/// <summary>Whom a marking lets know, from anybody to nobody else; the numbers are the contract's.</summary>
internal enum Tlp
{
    Clear = 1,
    Green = 2,
    Amber = 3,
    AmberStrict = 4,
    Red = 5,
}

/// <summary>Reads markings: https://docs.oasis-open.org/cti/stix/v2.1, 7.2, and the extension for TLP 2.</summary>
internal static class TlpMarkings
{
    /// <summary>The extension definition of TLP 2.</summary>
    public const string Extension = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

    // Those that everybody knows by their ids, whether the bundle has them or not.
    private static readonly Dictionary<string, Tlp> Known = new(StringComparer.Ordinal)
    {
        ["marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"] = Tlp.Clear,
        ["marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"] = Tlp.Green,
        ["marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"] = Tlp.Amber,
        ["marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"] = Tlp.Red,
        ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"] = Tlp.Clear,
        ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"] = Tlp.Green,
        ["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"] = Tlp.Amber,
        ["marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"] = Tlp.AmberStrict,
        ["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"] = Tlp.Red,
    };

    /// <summary>Notes markings that are written in another way than they are read in: passed over, they would let others know what they forbid.</summary>
    public static void Check(JsonElement body, string path, StixFaults faults)
    {
        var whole = body.Member("object_marking_refs");
        faults.Check(
            whole.ValueKind == JsonValueKind.Undefined || (whole.ValueKind == JsonValueKind.Array && whole.GetArrayLength() > 0 && whole.EnumerateArray().All(IsDefinition)),
            $"{path}.object_marking_refs", "must be a list that names marking-definition objects by their ids");
        var parts = body.Member("granular_markings");
        faults.Check(
            parts.ValueKind == JsonValueKind.Undefined || (parts.ValueKind == JsonValueKind.Array && parts.EnumerateArray().All(IsPart)),
            $"{path}.granular_markings", "must be a list of objects, each with a marking_ref that names a marking-definition object, or a lang");
    }

    /// <summary>The level of an object: the strictest of its markings, those of single properties included.</summary>
    /// <param name="body">The object.</param>
    /// <param name="definitions">The definitions that came with it, by their ids.</param>
    /// <param name="unmarked">What holds if it has none.</param>
    public static Tlp LevelOf(JsonElement body, IReadOnlyDictionary<string, JsonElement> definitions, Tlp unmarked)
    {
        var whole = References(body).Select(id => LevelOf(id, definitions)).OfType<Tlp>().ToList();
        var parts = body.Each("granular_markings").Select(part => part.Text("marking_ref")).Where(id => id.Length > 0).Select(id => LevelOf(id, definitions)).OfType<Tlp>();
        return parts.Append(whole.Count > 0 ? whole.Max() : unmarked).Max();
    }

    /// <summary>The definitions that an object refers to.</summary>
    public static IEnumerable<string> References(JsonElement body) => body.Each("object_marking_refs").Select(each => each.GetString() ?? "");

    /// <summary>What stands before what is said under it.</summary>
    public static string Label(Tlp level) => level == Tlp.AmberStrict ? "TLP:AMBER+STRICT" : $"TLP:{level.ToString().ToUpperInvariant()}";

    private static bool IsDefinition(JsonElement id) => id.ValueKind == JsonValueKind.String && StixObject.IsId(id.GetString()!, "marking-definition");

    private static bool IsPart(JsonElement part) => part.Member("marking_ref") is { ValueKind: not JsonValueKind.Undefined } marking ? IsDefinition(marking) : part.Text("lang").Length > 0;

    // Null for one that restricts nobody. What is not understood, or is not there, might forbid anything.
    private static Tlp? LevelOf(string id, IReadOnlyDictionary<string, JsonElement> definitions) =>
        Known.TryGetValue(id, out var known) ? known
        : !definitions.TryGetValue(id, out var definition) ? Tlp.Red
        : definition.Text("definition_type") == "statement" && definition.Member("extensions").Member(Extension).ValueKind == JsonValueKind.Undefined ? null
        : Spelled(definition.Member("extensions").Member(Extension).Text("tlp_2_0"), definition.Member("definition").Text("tlp"));

    private static Tlp Spelled(string second, string first) => (second.Length > 0 ? second : first).ToLowerInvariant() switch
    {
        "clear" or "white" => Tlp.Clear,
        "green" => Tlp.Green,
        "amber" => Tlp.Amber,
        "amber+strict" => Tlp.AmberStrict,
        _ => Tlp.Red,
    };
}
