using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapr.AppCallback.Autogen.Grpc.v1;
using Dapr.Client;
using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Events;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Hotspots.Reports;

/// <summary>
/// Sets reports aside that will never be taken: whole on the topic for what is parked, or as much of them as that takes, noted here without what they say, and in the service's log. The sidecar's
/// own dead letters are not used: they would have those too that are only late.
/// </summary>
internal sealed partial class ReportParking(
    DaprClient sidecar, Journal<TaskingDb> journal, IOptions<IntakeOptions> options, TimeProvider clock, ILogger<ReportParking> log)
{
    private const int LongestText = 400;

    /// <summary>Sets one aside, once.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/> if that cannot be done now.</exception>
    public async Task ParkAsync(TopicEventRequest report, string reason, CancellationToken cancellation)
    {
        var (topic, id) = (options.Value.Topic, KeyOf(report));
        if (await journal.IsParkedAsync(topic, id, cancellation))
        {
            return;
        }

        var isWhole = await TryPublishAsync(report, isWhole: true, cancellation);
        // What is refused there must not stand in the way of all that are behind it.
        var isTold = isWhole || await TryPublishAsync(report, isWhole: false, cancellation);
        await journal.ParkAsync(topic, id, reason, clock.GetUtcNow(), cancellation);
        LogParked(id, reason, isWhole ? "whole" : isTold ? "without its data" : "not at all");
    }

    /// <summary>Tells reports apart, whatever their sources and ids are made of, and shows the beginning of those to people.</summary>
    internal static string KeyOf(TopicEventRequest report)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{report.Source.Length} {report.Source} {report.Id}"));
        // Databases take no zero character, and who reads a log no line break.
        var text = string.Concat($"{report.Source} {report.Id}".Take(LongestText).Select(letter => letter is >= ' ' and <= '~' ? $"{letter}" : $"\\u{(int)letter:x4}"));
        return $"{Convert.ToHexStringLower(digest)} {(text.Length > LongestText ? text[..LongestText] : text)}";
    }

    // False if it is refused there. A sidecar or a broker that says nothing may take it later.
    private async Task<bool> TryPublishAsync(TopicEventRequest report, bool isWhole, CancellationToken cancellation)
    {
        try
        {
            await sidecar.PublishByteEventAsync(
                options.Value.Component, $"{options.Value.Topic}.parked", Envelope(report, isWhole), CloudEvent.ContentType, [], cancellation);
            return true;
        }
        catch (Dapr.DaprException refused)
        {
            return (refused.InnerException as RpcException)?.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled
                ? throw new DomainException(Fault.Unavailable, "SIDECAR_UNAVAILABLE", $"What is parked cannot be published now: {refused.Message}")
                : false;
        }
    }

    private static byte[] Envelope(TopicEventRequest report, bool isWhole)
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
            if (isWhole)
            {
                // As bytes: it may be anything.
                writer.WriteBase64String("data_base64", report.Data.Span);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    [LoggerMessage(LogLevel.Error, "The reported hotspot {Report} was parked: {Reason}. The topic for what is parked has it {Extent}")]
    private partial void LogParked(string report, string reason, string extent);
}
