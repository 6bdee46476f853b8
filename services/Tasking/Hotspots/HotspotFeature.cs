using System.Buffers;
using System.Text.Json;
using Google.Api;
using Google.Protobuf;
using TaskForce.ServiceDefaults.Features;

namespace TaskForce.Tasking.Hotspots;

/// <summary>Hotspots as features of the collection <c>hotspots</c> (RFC 7946). Letters beyond ASCII are there by their numbers.</summary>
internal static class HotspotFeature
{
    public static HttpBody Single(V1.Hotspot hotspot, Action<Utf8JsonWriter> also) => Document(json =>
    {
        WriteFeature(json, hotspot);
        also(json);
    });

    public static HttpBody Collection(IReadOnlyCollection<V1.Hotspot> hotspots, Action<Utf8JsonWriter> also) => Document(json =>
    {
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        foreach (var hotspot in hotspots)
        {
            json.WriteStartObject();
            WriteFeature(json, hotspot);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        also(json);
    });

    private static void WriteFeature(Utf8JsonWriter json, V1.Hotspot hotspot)
    {
        json.WriteString("type", "Feature");
        json.WriteString("id", hotspot.Name.Split('/')[1]);
        json.WriteStartObject("geometry");
        json.WriteString("type", "Point");
        json.WriteStartArray("coordinates");
        json.WriteNumberValue(hotspot.Place.Location.Longitude);
        json.WriteNumberValue(hotspot.Place.Location.Latitude);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("name", hotspot.Name);
        json.WriteString("kind", WireName.Of(hotspot.Kind));
        json.WriteString("severity", WireName.Of(hotspot.Severity));
        json.WriteString("state", WireName.Of(hotspot.State));
        json.WriteString("description", hotspot.Description);
        json.WriteString("place", hotspot.Place.DisplayName);
        json.WriteNumber("radius_metres", hotspot.RadiusMetres);
        json.WriteString("host_nation", hotspot.HostNation);
        json.WriteBoolean("remote", hotspot.Remote);
        json.WriteString("source", hotspot.Source);
        WriteTime(json, "create_time", hotspot.CreateTime);
        WriteTime(json, "update_time", hotspot.UpdateTime);
        WriteTime(json, "expire_time", hotspot.ExpireTime);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, Google.Protobuf.WellKnownTypes.Timestamp? time)
    {
        if (time is not null)
        {
            json.WriteString(name, time.ToString().Trim('"'));
        }
    }

    private static HttpBody Document(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new() { ContentType = FeaturePage.MediaType, Data = ByteString.CopyFrom(buffer.WrittenSpan) };
    }
}
