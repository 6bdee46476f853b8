using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Events;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Relay;

/// <summary>Publishes a stretch of the log: those of a resource one after another, those of different ones side by side.</summary>
/// <param name="feeds">The feeds by their topics, or the first segments of those.</param>
/// <param name="outbox">The way to the broker.</param>
/// <param name="parking">Notes what is parked.</param>
/// <param name="options">How many side by side.</param>
internal sealed class RelayBatches<TDb>(
    IReadOnlyDictionary<string, RelayFeed> feeds, Outbox outbox, RelayParking<TDb> parking, IOptions<RelayOptions> options) where TDb : ServiceDb
{
    /// <summary>Publishes or parks them.</summary>
    /// <returns>How many of the first ones are done: all, unless it is cancelled.</returns>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/> if something cannot be parked.</exception>
    public async Task<int> PublishAsync(List<EventRow> rows, CancellationToken cancellation)
    {
        var done = new bool[rows.Count];
        var lanes = rows.Select((row, place) => (Row: row, Place: place)).GroupBy(each => each.Row.Resource);
        try
        {
            await Parallel.ForEachAsync(
                lanes, new ParallelOptions { MaxDegreeOfParallelism = options.Value.MaxConcurrent, CancellationToken = cancellation }, async (lane, token) =>
                {
                    foreach (var (row, place) in lane)
                    {
                        await SendAsync(row, token);
                        done[place] = true;
                    }
                });
            return rows.Count;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Array.IndexOf(done, false) is >= 0 and var first ? first : rows.Count;
        }
    }

    private async Task SendAsync(EventRow row, CancellationToken cancellation)
    {
        var (change, data) = Read(row);
        var reason = change.Type.Length == 0 ? data : await outbox.SendAsync(change, change.Write(data), cancellation);
        if (reason is not null)
        {
            await parking.ParkAsync(outbox.Topic, change.Id, reason, cancellation);
        }
    }

    // Without a type, why it cannot be told.
    private (CloudEvent Change, string Data) Read(EventRow row)
    {
        var nothing = new CloudEvent($"{row.Topic.Split('/')[0]}-{row.Sequence}", "", "", "", default, row.Sequence);
        try
        {
            return feeds.TryGetValue(row.Topic.Split('/')[0], out var feed) ? (feed.Read(row, out var data), data) : (nothing, "FEED_UNKNOWN");
        }
        catch (InvalidProtocolBufferException)
        {
            return (nothing, "UNREADABLE");
        }
    }
}

/// <summary>Notes what the broker will not take.</summary>
internal sealed partial class RelayParking<TDb>(Journal<TDb> journal, RelayMetrics metrics, TimeProvider clock, ILogger<RelayParking<TDb>> log) where TDb : ServiceDb
{
    public async Task ParkAsync(string topic, string id, string reason, CancellationToken cancellation)
    {
        await journal.ParkAsync(topic, id, reason, clock.GetUtcNow(), cancellation);
        metrics.Park();
        LogParked(id, reason);
    }

    [LoggerMessage(LogLevel.Error, "The event {Event} was parked: {Reason}")]
    private partial void LogParked(string @event, string reason);
}
