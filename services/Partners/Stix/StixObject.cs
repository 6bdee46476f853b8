using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TaskForce.Partners.Stix;

/// <summary>A version of an object that was read and found sound.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Modified">Its version; of a marking definition, which has one only, when it was made.</param>
/// <param name="IsRevoked">Whether it is withdrawn.</param>
/// <param name="Level">Its strictest marking.</param>
/// <param name="Body">All of it, as it was sent.</param>
internal sealed record StixObject(string Id, DateTimeOffset Modified, bool IsRevoked, Tlp Level, JsonElement Body)
{
    /// <summary>The extension that makes an incident more than a name.</summary>
    public const string IncidentCore = "extension-definition--ef765651-680c-498d-9894-99799f2fa126";

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    /// <summary>Its type, which the id begins with.</summary>
    [JsonIgnore]
    public string Type => TypeOf(Id);

    /// <summary>What an incident says beyond its name; empty if nothing.</summary>
    [JsonIgnore]
    public JsonElement Core => Body.Member("extensions").Member(IncidentCore);

    /// <summary>Whether it says itself that nothing has to be done any more.</summary>
    [JsonIgnore]
    public bool IsOver => IsRevoked || Core.Text("investigation_status") == "closed" || Core.Text("determination") == "false-positive";

    /// <summary>The ids that it ties together: of a relationship, a report, and an incident's extension.</summary>
    [JsonIgnore]
    public IEnumerable<string> Refs => Type switch
    {
        "relationship" => [Body.Text("source_ref"), Body.Text("target_ref")],
        "report" => Body.Ids("object_refs"),
        "incident" => Core.Ids("other_object_refs"),
        _ => [],
    };

    /// <summary>The type of an object, which its id begins with.</summary>
    public static string TypeOf(string id) => id[..id.IndexOf("--", StringComparison.Ordinal)];

    /// <summary>Whether a text is the id of an object of a type.</summary>
    public static bool IsId(string text, string? type = null) =>
        text.IndexOf("--", StringComparison.Ordinal) is > 0 and var end && Guid.TryParseExact(text.AsSpan(end + 2), "D", out _)
        && (type is null ? IsType(text[..end]) : text[..end] == type);

    /// <summary>Whether a text may be a type.</summary>
    public static bool IsType(string text) => text.Length is >= 3 and <= 250 && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');

    /// <summary>A time as STIX has it: UTC, with <c>Z</c>. More digits of a second than a clock has are passed over.</summary>
    public static DateTimeOffset? Time(string text)
    {
        var digits = text.IndexOf('.', StringComparison.Ordinal);
        var cut = digits > 0 && text.Length - digits is > 9 and <= 40 && text[(digits + 1)..^1].All(char.IsAsciiDigit) ? text[..(digits + 8)] + "Z" : text;
        return DateTimeOffset.TryParseExact(cut, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && cut.EndsWith('Z') ? time : null;
    }
}
