using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Geolocation.Geofences;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.GeoJson;

/// <summary>A feature of an import, as far as it can be read without the store.</summary>
/// <param name="Index">Its place in the collection.</param>
/// <param name="Id">The last segment of the name; empty if it has none.</param>
/// <param name="Fence">What it says.</param>
internal sealed partial record FenceFeature(int Index, string Id, V1.Geofence Fence)
{
    private const double MostSeconds = 1e9;

    /// <summary>Reads a feature; null if anything is wrong with it, which is noted.</summary>
    public static FenceFeature? Read(JsonElement feature, JsonReading reading, int index)
    {
        if (feature.ValueKind != JsonValueKind.Object || reading.Text(feature, "", "type", isRequired: true) != "Feature")
        {
            reading.Note("", "must be an object of the type Feature");
            return null;
        }

        JsonElement properties = reading.Member(feature, "", "properties", JsonValueKind.Object, isRequired: true) ?? default;
        if (properties.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var fence = ReadProperties(properties, reading);
        if (reading.Member(feature, "", "geometry", JsonValueKind.Object, isRequired: fence.Around is null) is { } geometry)
        {
            fence.Area = new FenceGeometry(reading).Read(geometry, properties);
        }

        return reading.IsClean ? new(index, reading.Text(feature, "", "id"), fence) : null;
    }

    /// <summary>Where in a feature the field of a geofence stands.</summary>
    public static string PointerOf(string field) => field switch
    {
        "validity.start_time" => "/properties/valid_from",
        "validity.end_time" => "/properties/valid_until",
        "dwell" => "/properties/dwell_seconds",
        "around.subject" => "/properties/around",
        "around.radius_metres" or "area.circle.radius_metres" => "/properties/radius_metres",
        "area.corridor.half_width_metres" => "/properties/half_width_metres",
        _ when Corner().Match(field) is { Success: true } corner => "/geometry/coordinates"
            + (corner.Groups["hole"] is { Success: true } hole ? $"/{int.Parse(hole.ValueSpan, provider: null) + 1}" : corner.Groups["polygon"].Success ? "/0" : "")
            + $"/{corner.Groups["corner"].Value}",
        _ when field.StartsWith("area", StringComparison.Ordinal) => "/geometry",
        _ => "/properties/" + field.Replace("[", "/", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal),
    };

    private static V1.Geofence ReadProperties(JsonElement properties, JsonReading reading)
    {
        const string At = "/properties";
        var fence = new V1.Geofence { DisplayName = reading.Text(properties, At, "display_name") };
        if (reading.Member(properties, At, "subjects", JsonValueKind.Array, isRequired: false) is { } subjects)
        {
            foreach (var (i, subject) in subjects.EnumerateArray().Index())
            {
                if (subject.ValueKind == JsonValueKind.String)
                {
                    fence.Subjects.Add(subject.GetString()!);
                }
                else
                {
                    reading.Note($"{At}/subjects/{i}", "must be a text");
                }
            }
        }

        if (reading.Text(properties, At, "around") is { Length: > 0 } around)
        {
            fence.Around = new() { Subject = around, RadiusMetres = reading.Number(properties, At, "radius_metres") ?? 0 };
        }

        if (reading.Time(properties, At, "valid_from") is { } from)
        {
            (fence.Validity ??= new()).StartTime = from.ToTimestamp();
        }

        if (reading.Time(properties, At, "valid_until") is { } until)
        {
            (fence.Validity ??= new()).EndTime = until.ToTimestamp();
        }

        if (reading.Number(properties, At, "dwell_seconds") is { } dwell)
        {
            fence.Dwell = Duration.FromTimeSpan(TimeSpan.FromSeconds(Math.Clamp(dwell, -MostSeconds, MostSeconds)));
        }

        if (reading.Number(properties, At, "hysteresis_metres") is { } hysteresis)
        {
            fence.HysteresisMetres = hysteresis;
        }

        return fence;
    }

    [GeneratedRegex(@"^area\.(corridor|(?<polygon>polygon)(\.holes\[(?<hole>\d+)\])?)\.vertices\[(?<corner>\d+)\]")]
    private static partial Regex Corner();
}
