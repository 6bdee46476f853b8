using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Google.Api;
using Google.Protobuf;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.GeoJson;

/// <summary>What is written as a feature.</summary>
internal interface IFeatureText
{
    /// <summary>Its id.</summary>
    string Id { get; }

    /// <summary>Where it is; null if that is not known, or nowhere for long.</summary>
    GeoShape? Shape { get; }

    /// <summary>Writes the members of its properties.</summary>
    void WriteProperties(Utf8JsonWriter json);
}

/// <summary>Writes RFC 7946.</summary>
internal static class GeoJsonText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(Letters()) };

    /// <param name="features">What is in it.</param>
    /// <param name="nextPageToken">Empty on the last page.</param>
    /// <param name="also">Writes what else it says; null for nothing.</param>
    public static HttpBody Collection(IEnumerable<IFeatureText> features, string nextPageToken, Action<Utf8JsonWriter>? also = null) => Write(json =>
    {
        var boxes = new List<GeoBox>();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        foreach (var feature in features)
        {
            json.WriteStartObject();
            WriteFeature(json, feature, boxes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (boxes.Count > 0)
        {
            WriteBox(json, GeoBox.Round(boxes));
        }

        if (nextPageToken.Length > 0)
        {
            json.WriteString("next_page_token", nextPageToken);
        }

        also?.Invoke(json);
    });

    public static HttpBody Single(IFeatureText feature, Action<Utf8JsonWriter>? also = null) => Write(json =>
    {
        WriteFeature(json, feature, []);
        also?.Invoke(json);
    });

    /// <summary>A time as RFC 3339 has it.</summary>
    public static string Time(DateTimeOffset time) => Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(time).ToString().Trim('"');

    // All that people write, but for what turns the direction of text: that is there by its number.
    private static TextEncoderSettings Letters()
    {
        var letters = new TextEncoderSettings(UnicodeRanges.All);
        letters.ForbidCharacters('\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069');
        return letters;
    }

    private static HttpBody Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new() { ContentType = "application/geo+json", Data = ByteString.CopyFrom(buffer.WrittenSpan) };
    }

    private static void WriteFeature(Utf8JsonWriter json, IFeatureText feature, List<GeoBox> boxes)
    {
        json.WriteString("type", "Feature");
        json.WriteString("id", feature.Id);
        if (feature.Shape is { } shape)
        {
            boxes.Add(shape.Box);
            WriteBox(json, shape.Box);
            WriteGeometry(json, shape);
        }
        else
        {
            json.WriteNull("geometry");
        }

        json.WriteStartObject("properties");
        feature.WriteProperties(json);
        json.WriteEndObject();
    }

    private static void WriteBox(Utf8JsonWriter json, GeoBox box)
    {
        json.WriteStartArray("bbox");
        json.WriteNumberValue(box.West);
        json.WriteNumberValue(box.South);
        json.WriteNumberValue(box.East);
        json.WriteNumberValue(box.North);
        json.WriteEndArray();
    }

    private static void WriteGeometry(Utf8JsonWriter json, GeoShape shape)
    {
        var isMulti = shape.Parts.Count > 1;
        json.WriteStartObject("geometry");
        json.WriteString("type", (isMulti ? "Multi" : "") + shape.Type);
        json.WritePropertyName("coordinates");
        WriteEach(json, isMulti, shape.Parts, part => WriteEach(json, shape.Type == "Polygon", part,
            line => WriteEach(json, shape.Type != "Point", line, point => WritePoint(json, point))));
        json.WriteEndObject();
    }

    private static void WriteEach<T>(Utf8JsonWriter json, bool isArray, IReadOnlyList<T> items, Action<T> write)
    {
        if (isArray)
        {
            json.WriteStartArray();
        }

        foreach (var item in items)
        {
            write(item);
        }

        if (isArray)
        {
            json.WriteEndArray();
        }
    }

    private static void WritePoint(Utf8JsonWriter json, GeoPoint point)
    {
        json.WriteStartArray();
        json.WriteNumberValue(point.Longitude);
        json.WriteNumberValue(point.Latitude);
        json.WriteEndArray();
    }
}
