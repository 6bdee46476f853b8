using System.Globalization;
using System.Text.Json;

namespace TaskForce.ServiceDefaults.Features;

/// <summary>Which page of a collection's items an answer is, and where the next one is.</summary>
/// <param name="Address">Of the gateway, as the caller sees it.</param>
/// <param name="Collection">The collection's id.</param>
/// <param name="Now">When it is sent.</param>
public sealed record FeaturePage(string Address, string Collection, DateTimeOffset Now)
{
    /// <summary>The path below the gateway's address.</summary>
    public const string Root = "/ogc/v1";

    /// <summary>The media type of items.</summary>
    public const string MediaType = "application/geo+json";

    /// <summary>Writes the members that a collection of features has besides its features.</summary>
    /// <param name="json">Where.</param>
    /// <param name="count">How many features there are on the page.</param>
    /// <param name="question">The parameters that the next page is asked for with, but for its token.</param>
    /// <param name="nextPageToken">Empty on the last page.</param>
    public void WriteMembers(Utf8JsonWriter json, int count, IEnumerable<(string Name, string Value)> question, string nextPageToken)
    {
        var items = $"{Address}{Root}/collections/{Collection}/items";
        var same = question.Where(part => part.Value is not ("" or "0")).ToList();
        json.WriteNumber("numberReturned", count);
        json.WriteString("timeStamp", Now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        json.WriteStartArray("links");
        WriteLink(json, "self", MediaType, Ask(items, same));
        WriteLink(json, "collection", "application/json", $"{Address}{Root}/collections/{Collection}");
        if (nextPageToken.Length > 0)
        {
            WriteLink(json, "next", MediaType, Ask(items, [.. same, ("page_token", nextPageToken)]));
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the links of a single feature.</summary>
    public void WriteMembers(Utf8JsonWriter json, string feature)
    {
        json.WriteStartArray("links");
        WriteLink(json, "self", MediaType, $"{Address}{Root}/collections/{Collection}/items/{feature}");
        WriteLink(json, "collection", "application/json", $"{Address}{Root}/collections/{Collection}");
        json.WriteEndArray();
    }

    private static string Ask(string path, List<(string Name, string Value)> question) =>
        path + (question.Count > 0 ? "?" + string.Join('&', question.Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value)}")) : "");

    private static void WriteLink(Utf8JsonWriter json, string rel, string type, string href)
    {
        json.WriteStartObject();
        json.WriteString("rel", rel);
        json.WriteString("type", type);
        json.WriteString("href", href);
        json.WriteEndObject();
    }
}
