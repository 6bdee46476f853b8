using System.Globalization;
using System.Text.Json;

namespace TaskForce.Geolocation.Travel.Router;

/// <summary>Reads tables of numbers and refuses what is not one.</summary>
internal static class RoadJson
{
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member)
            ? member : throw new FormatException($"The engine's answer has no {name}.");

    public static JsonElement? Optional(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>The elements of an array that must have so many.</summary>
    public static List<JsonElement> Elements(this JsonElement array, int count) =>
        array.ValueKind == JsonValueKind.Array && array.GetArrayLength() == count
            ? [.. array.EnumerateArray()] : throw new FormatException($"The engine's table has not {count} entries.");

    /// <summary>A number that is not negative; not a number for <c>null</c>.</summary>
    public static float Amount(this JsonElement number) => number.ValueKind switch
    {
        JsonValueKind.Null => float.NaN,
        JsonValueKind.Number when number.GetSingle() is >= 0 and < float.PositiveInfinity and var amount => amount,
        _ => throw new FormatException("The engine's table holds something else than numbers."),
    };

    /// <summary>A table of numbers, row by row.</summary>
    public static float[][] Table(this JsonElement table, int rows, int columns) =>
        [.. table.Elements(rows).Select(row => row.Elements(columns).Select(Amount).ToArray())];

    /// <summary>Joins the times and, if there are any, the lengths.</summary>
    public static Road[][] Roads(float[][] seconds, float[][]? metres, float unit = 1) =>
        [.. seconds.Select((row, i) => row.Select((time, j) => new Road(time, (metres?[i][j] ?? float.NaN) * unit)).ToArray())];

    public static string Text(this double degrees) => degrees.ToString("0.####", CultureInfo.InvariantCulture);
}
