using System.Globalization;
using System.Text.Json;

namespace TaskForce.Partners.Trackers;

/// <summary>Reads the values of a position, noting everything that is wrong with them.</summary>
internal sealed class FixReading
{
    // A number of seconds until the year 5138; larger ones are milliseconds.
    private const double MostSeconds = 100_000_000_000;

    private readonly Violations _violations = new();

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> with everything that is wrong.</exception>
    public void ThrowIfAny() => _violations.ThrowIfAny();

    public double Required(string text, string field) => Number(text, field) ?? Missing(text, field);

    public double? Number(string text, string field)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        _violations.Check(isNumber, field, $"must be a number, not '{text[..Math.Min(text.Length, 40)]}'");
        return isNumber ? number : null;
    }

    public DateTimeOffset? Time(string text, string field)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            var millis = Math.Abs(number) < MostSeconds ? number * 1000 : number;
            _violations.Check(millis is >= 0 and < 253_402_300_800_000, field, "must be a time of the years 1970 to 9999");
            return millis is >= 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds((long)millis) : null;
        }

        var isTime = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        _violations.Check(isTime, field, "must be seconds or milliseconds since 1970, or a time as RFC 3339 has it");
        return isTime ? time.ToUniversalTime() : null;
    }

    /// <summary>An object of a document.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>: it is not there.</exception>
    public static JsonElement Object(JsonElement within, string name, string field) =>
        within.ValueKind == JsonValueKind.Object && within.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.Object
            ? found
            : throw new DomainException(Fault.Invalid, "INVALID_FIELDS", $"{field} must be an object.", [new(field, "must be an object")]);

    /// <summary>A number, a text, true or false as text; empty if there is none.</summary>
    public static string Text(JsonElement within, string name) => within.TryGetProperty(name, out var found) ? found.ValueKind switch
    {
        JsonValueKind.String => found.GetString() ?? "",
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => found.GetRawText(),
        _ => "",
    }
    : "";

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>: it is no JSON.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new() { MaxDepth = 16 });
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            throw new DomainException(Fault.Invalid, "INVALID_FIELDS", "document must be JSON.", [new("document", "must be JSON")]);
        }
    }

    private double Missing(string text, string field)
    {
        _violations.Check(text.Length > 0, field, "is required");
        return 0;
    }
}
