using System.Globalization;
using System.Text.Json;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.GeoJson;

/// <summary>Reads the members of one feature, noting everything that is wrong and where.</summary>
/// <param name="faults">Where it is noted.</param>
/// <param name="feature">The place of the feature in the collection; -1 for the collection itself.</param>
internal sealed class JsonReading(List<V1.GeoJsonFault> faults, int feature)
{
    /// <summary>More than anybody reads; enough to see that a document is of another kind.</summary>
    private const int MostFaults = 1000;

    /// <summary>Of one line or ring. A polygon has at most 1000 corners in all, but what is cut at the antimeridian has more positions until it is joined.</summary>
    private const int MostPositions = 2000;

    public bool IsClean { get; private set; } = true;

    public string Root => feature < 0 ? "" : $"/features/{feature}";

    public void Note(string pointer, string message)
    {
        IsClean = false;
        if (faults.Count < MostFaults)
        {
            faults.Add(new() { Feature = feature, Pointer = Root + pointer, Message = message });
        }
    }

    /// <summary>A member of an object; null if it is absent, null, or of another kind, which is noted.</summary>
    public JsonElement? Member(JsonElement within, string pointer, string name, JsonValueKind kind, bool isRequired)
    {
        var isThere = within.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null;
        if (isThere && member.ValueKind == kind)
        {
            return member;
        }

        if (isThere || isRequired)
        {
            Note($"{pointer}/{name}", isThere ? $"must be {Kind(kind)}, not {Kind(member.ValueKind)}" : "is required");
        }

        return null;
    }

    public string Text(JsonElement within, string pointer, string name, bool isRequired = false) =>
        Member(within, pointer, name, JsonValueKind.String, isRequired)?.GetString() ?? "";

    public double? Number(JsonElement within, string pointer, string name) =>
        Member(within, pointer, name, JsonValueKind.Number, isRequired: false) is { } number ? Number(number, $"{pointer}/{name}") : null;

    /// <summary>A time with its offset, as RFC 3339 has it.</summary>
    public DateTimeOffset? Time(JsonElement within, string pointer, string name)
    {
        if (Member(within, pointer, name, JsonValueKind.String, isRequired: false) is not { } member)
        {
            return null;
        }

        var text = member.GetString()!;
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-');
        if (hasOffset && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time))
        {
            return time;
        }

        Note($"{pointer}/{name}", "must be a time with its offset, such as 2030-03-01T06:00:00Z");
        return null;
    }

    /// <summary>A position: longitude, latitude, and perhaps an altitude, which is passed over.</summary>
    public GeoPoint? Position(JsonElement position, string pointer)
    {
        if (position.ValueKind != JsonValueKind.Array || position.GetArrayLength() is < 2 or > 3)
        {
            Note(pointer, "must be a position: an array of longitude, latitude and, if known, altitude");
            return null;
        }

        if (position.EnumerateArray().Select((each, i) => Number(each, $"{pointer}/{i}")).ToList() is not [{ } longitude, { } latitude, ..])
        {
            return null;
        }

        CheckRange(longitude is >= -180 and <= 180, $"{pointer}/0", "longitude", longitude, 180);
        CheckRange(latitude is >= -90 and <= 90, $"{pointer}/1", "latitude", latitude, 90);
        return new(latitude, longitude);
    }

    /// <summary>A line of positions; null if anything is wrong with it.</summary>
    public List<GeoPoint>? Line(JsonElement line, string pointer, int least)
    {
        if (line.ValueKind != JsonValueKind.Array || line.GetArrayLength() < least || line.GetArrayLength() > MostPositions)
        {
            Note(pointer, $"must be an array of {least} to {MostPositions} positions");
            return null;
        }

        var points = line.EnumerateArray().Select((each, i) => Position(each, $"{pointer}/{i}")).ToList();
        return points.TrueForAll(point => point is { IsValid: true }) ? points.ConvertAll(point => point!.Value) : null;
    }

    /// <summary>A closed ring without its last position, which is its first.</summary>
    public List<GeoPoint>? Ring(JsonElement ring, string pointer)
    {
        if (Line(ring, pointer, 4) is not { } corners)
        {
            return null;
        }

        if (corners[0] != corners[^1])
        {
            Note($"{pointer}/{corners.Count - 1}", "must be the same position as the first: the ring is not closed");
            return null;
        }

        return corners[..^1];
    }

    private double? Number(JsonElement number, string pointer)
    {
        if (number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out var value) && double.IsFinite(value))
        {
            return value;
        }

        Note(pointer, number.ValueKind == JsonValueKind.Number ? "is a number too large to keep" : $"must be a number, not {Kind(number.ValueKind)}");
        return null;
    }

    private void CheckRange(bool ok, string pointer, string name, double value, int most)
    {
        if (!ok)
        {
            Note(pointer, string.Create(CultureInfo.InvariantCulture, $"is the {name}, which must be -{most} to {most}, not {value}"));
        }
    }

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
