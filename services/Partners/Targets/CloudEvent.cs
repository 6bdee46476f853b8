using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using TaskForce.Partners.Deliveries;
using TaskForce.Partners.Feeds;

namespace TaskForce.Partners.Targets;

/// <summary>An event as CloudEvents 1.0 has it, in structured JSON.</summary>
/// <param name="Id">The stable id.</param>
/// <param name="Body">What is sent.</param>
internal sealed record CloudEvent(string Id, byte[] Body)
{
    /// <summary>The type of the body.</summary>
    public const string ContentType = "application/cloudevents+json";

    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    public static CloudEvent Of(Notice notice, EventSource source)
    {
        var id = DeliveryRow.IdOf(notice.Feed, notice.Sequence);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("specversion", "1.0");
            writer.WriteString("id", id);
            writer.WriteString("source", source.Path);
            writer.WriteString("type", notice.Type);
            writer.WriteString("subject", notice.Subject);
            writer.WriteString("time", notice.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
            writer.WriteString("datacontenttype", "application/json");
            // An extension (github.com/cloudevents/spec, extensions/sequence.md): what a replay begins after.
            writer.WriteString("sequence", notice.Sequence.ToString(CultureInfo.InvariantCulture));
            writer.WritePropertyName("data");
            writer.WriteRawValue(Json.Format(notice.Data));
            writer.WriteEndObject();
        }

        return new(id, buffer.WrittenSpan.ToArray());
    }
}
