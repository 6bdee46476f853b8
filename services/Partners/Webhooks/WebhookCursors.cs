using Microsoft.EntityFrameworkCore;
using TaskForce.Partners.Feeds;
using TaskForce.Partners.Storage;

namespace TaskForce.Partners.Webhooks;

/// <summary>Where webhooks stand in their feeds.</summary>
internal static class WebhookCursors
{
    /// <summary>Begins feeds where they end, unless the webhook has read them before.</summary>
    public static async Task BeginAsync(this PartnersDb db, string webhook, IReadOnlyDictionary<string, long> ends)
    {
        var known = await db.Feeds.Where(feed => feed.Webhook == webhook).Select(feed => feed.Feed).ToListAsync();
        db.Feeds.AddRange(ends.Where(end => !known.Contains(end.Key)).Select(end => new Deliveries.FeedRow { Webhook = webhook, Feed = end.Key, After = end.Value }));
    }

    /// <summary>Goes back to a cursor. What waits behind it comes again in its turn.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>: the webhook has not read the feed, or not as far.</exception>
    public static async Task MoveBackAsync(this PartnersDb db, Webhook webhook, EventSource source, long after)
    {
        var (name, feed) = (webhook.Name.ToString(), source.Name);
        var cursor = await db.Feeds.FirstOrDefaultAsync(row => row.Webhook == name && row.Feed == feed);
        if (cursor is null || !webhook.Terms.Filter.Needs(source) || after > cursor.After)
        {
            throw new DomainException(Fault.Rejected, "NOTHING_TO_REPLAY", cursor is null || !webhook.Terms.Filter.Needs(source)
                ? $"{webhook.Name} does not get {feed}."
                : $"{webhook.Name} has read {feed} up to {cursor.After} only, not to {after}.");
        }

        cursor.After = after;
        await db.Deliveries.Where(row => row.Webhook == name && row.Feed == feed && row.Sequence > after).ExecuteDeleteAsync();
    }

    /// <summary>Has what failed tried at once.</summary>
    public static async Task TryAtOnceAsync(this PartnersDb db, string webhook, DateTimeOffset now)
    {
        await db.Deliveries.Where(row => row.Webhook == webhook && row.GiveUpTime == null).ExecuteUpdateAsync(row => row.SetProperty(delivery => delivery.NextAttempt, now.UtcTicks));
        await db.Outcomes.Where(row => row.Webhook == webhook).ExecuteUpdateAsync(row => row.SetProperty(outcome => outcome.Gate, 0));
    }
}
