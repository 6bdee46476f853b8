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
    private const string Unreadable = "UNREADABLE";

    // The place from which a log that was restored goes on, which is no event.
    private const string Restores = "restores";

    /// <summary>What is published.</summary>
    public IReadOnlyCollection<string> Feeds { get; } = [.. feeds.Keys];

    /// <summary>Where they are published to.</summary>
    public string Topic => outbox.Topic;

    /// <summary>Publishes one that was parked, once; null, or why it was not taken.</summary>
    public async Task<string?> TryAgainAsync(EventRow row, CancellationToken cancellation) =>
        !feeds.TryGetValue(FeedOf(row), out var feed) || Read(feed, row) is not var (change, body) ? Unreadable : await outbox.TryOnceAsync(change, body, cancellation) switch
        {
            { } failure => $"{failure}",
            null => null,
        };

    /// <summary>How many of the first ones are of feeds that this process knows: a newer one may write others, and knows what may be told of them.</summary>
    public int CountKnown(List<EventRow> rows) =>
        rows.FindIndex(row => FeedOf(row) is var feed && feed != Restores && !feeds.ContainsKey(feed)) is >= 0 and var first ? first : rows.Count;

    /// <summary>Publishes or parks them; each must be of a feed that is known.</summary>
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

    /// <summary>The first segment of its topic: the rest may name people.</summary>
    public static string FeedOf(EventRow row) => row.Topic.Split('/')[0];

    private async Task SendAsync(EventRow row, CancellationToken cancellation)
    {
        if (FeedOf(row) == Restores)
        {
            return;
        }

        var feed = feeds[FeedOf(row)];
        if (Read(feed, row) is not var (change, body))
        {
            var nameless = feed.Nameless(row);
            await outbox.NoteAsync(nameless, Unreadable, cancellation);
            await parking.ParkAsync(outbox.Topic, nameless.Id, Unreadable, cancellation);
        }
        else if (await outbox.SendAsync(change, body, cancellation) is { } reason)
        {
            await parking.ParkAsync(outbox.Topic, change.Id, reason, cancellation);
        }
    }

    // Whatever stands there: one row must not hold up all that are behind it.
    private static (CloudEvent Change, byte[] Body)? Read(RelayFeed feed, EventRow row)
    {
        try
        {
            var change = feed.Read(row, out var data);
            return (change, change.Write(data));
        }
        catch (Exception unreadable) when (unreadable is not OutOfMemoryException)
        {
            return null;
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
