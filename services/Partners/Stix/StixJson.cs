using System.Text.Json;

namespace TaskForce.Partners.Stix;

/// <summary>Reads properties of objects that were checked, and of those that are being checked: what is not there, or is something else, is empty.</summary>
internal static class StixJson
{
    /// <summary>The media type of a bundle.</summary>
    public const string MediaType = "application/stix+json;version=2.1";

    public static JsonElement Member(this JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) ? value : default;

    public static string Text(this JsonElement body, string name) =>
        body.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : "";

    public static IEnumerable<JsonElement> Each(this JsonElement body, string name) =>
        body.Member(name) is { ValueKind: JsonValueKind.Array } values ? values.EnumerateArray() : [];

    public static bool IsTrue(this JsonElement body, string name) => body.Member(name).ValueKind == JsonValueKind.True;

    public static double? Number(this JsonElement body, string name) =>
        body.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) ? number : null;

    /// <summary>The ids that a property names, one or a list.</summary>
    public static IEnumerable<string> Ids(this JsonElement body, string name) => body.Member(name).ValueKind == JsonValueKind.String
        ? [body.Text(name)]
        : body.Each(name).Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.GetString()!);
}
