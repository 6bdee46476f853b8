using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace TaskForce.ServiceDefaults.Events;

/// <summary>An event of a log as <see href="https://cloudevents.io">CloudEvents 1.0</see> has it.</summary>
/// <param name="Id">The stable id: the same each time that the event is sent.</param>
/// <param name="Source">The REST path of the resources.</param>
/// <param name="Type">The type, <c>dev.taskforce.hotspot.created</c>.</param>
/// <param name="Subject">The resource; empty if it is not told.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Sequence">The place in its log.</param>
public sealed record CloudEvent(string Id, string Source, string Type, string Subject, DateTimeOffset Time, long Sequence)
{
    /// <summary>The type of what <see cref="Write"/> makes.</summary>
    public const string ContentType = "application/cloudevents+json";

    /// <summary>Events with the same are in order where a broker keeps that; empty for none. The extension <c>partitionkey</c>.</summary>
    public string PartitionKey { get; init; } = "";

    /// <summary>The event in structured JSON.</summary>
    /// <param name="data">What it says, as JSON.</param>
    public byte[] Write(string data)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("specversion", "1.0");
            writer.WriteString("id", Id);
            writer.WriteString("source", Source);
            writer.WriteString("type", Type);
            WriteIfAny(writer, "subject", Subject);
            writer.WriteString("time", Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
            writer.WriteString("datacontenttype", "application/json");
            // Extensions (github.com/cloudevents/spec, extensions): sequence is what a reader goes on after.
            writer.WriteString("sequence", Sequence.ToString(CultureInfo.InvariantCulture));
            WriteIfAny(writer, "partitionkey", PartitionKey);
            writer.WritePropertyName("data");
            writer.WriteRawValue(data);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteIfAny(Utf8JsonWriter writer, string name, string value)
    {
        if (value.Length > 0)
        {
            writer.WriteString(name, value);
        }
    }
}
