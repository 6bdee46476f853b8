using System.Buffers;
using System.Text.Json;
using Dapr.AppCallback.Autogen.Grpc.v1;
using Dapr.Client;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Events;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Hotspots.Reports;

/// <summary>
/// Sets reports aside that will never be taken: whole on the topic for what is parked, noted here without what they say, and in the service's log. The sidecar's
/// own dead letters are not used: they would have those too that are only late.
/// </summary>
internal sealed partial class ReportParking(
    DaprClient sidecar, Journal<TaskingDb> journal, IOptions<IntakeOptions> options, TimeProvider clock, ILogger<ReportParking> log)
{
    private const int LongestId = 400;

    /// <summary>Sets one aside, once.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/> if that cannot be done now.</exception>
    public async Task ParkAsync(TopicEventRequest report, string reason, CancellationToken cancellation)
    {
        var (topic, id) = (options.Value.Topic, $"{report.Source} {report.Id}");
        id = id.Length <= LongestId ? id : id[..LongestId];
        if (await journal.IsParkedAsync(topic, id, cancellation))
        {
            return;
        }

        try
        {
            await sidecar.PublishByteEventAsync(options.Value.Component, $"{topic}.parked", Whole(report), CloudEvent.ContentType, [], cancellation);
        }
        catch (Dapr.DaprException away)
        {
            throw new DomainException(Fault.Unavailable, "SIDECAR_UNAVAILABLE", $"What is parked cannot be published now: {away.Message}");
        }

        await journal.ParkAsync(topic, id, reason, clock.GetUtcNow(), cancellation);
        LogParked(id, reason);
    }

    private static byte[] Whole(TopicEventRequest report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("specversion", "1.0");
            writer.WriteString("id", report.Id);
            writer.WriteString("source", report.Source);
            writer.WriteString("type", report.Type);
            writer.WriteString("datacontenttype", report.DataContentType);
            // As bytes: it may be anything.
            writer.WriteBase64String("data_base64", report.Data.Span);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    [LoggerMessage(LogLevel.Error, "The reported hotspot {Report} was parked: {Reason}")]
    private partial void LogParked(string report, string reason);
}
