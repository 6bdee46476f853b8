using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Feeds;
using TaskForce.Partners.Storage;
using TaskForce.Partners.Targets;
using TaskForce.Partners.Webhooks;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Partners.Deliveries;

/// <summary>A failure as it is kept.</summary>
/// <param name="Time">In UTC ticks.</param>
/// <param name="EventId">Of which event.</param>
/// <param name="HttpStatus">0 for no answer.</param>
/// <param name="Reason">A stable code.</param>
internal sealed record KeptFailure(long Time, string EventId, int HttpStatus, string Reason);

/// <summary>Keeps on disk what waits, how far feeds were read and how attempts went.</summary>
internal sealed class DeliveryLedger(Journal<PartnersDb> journal, IOptions<WebhookOptions> options, TimeProvider clock)
{
    /// <summary>How many failures are kept of a webhook.</summary>
    public const int KeptFailures = 10;

    /// <summary>What waits for a webhook, in order; and how far its feeds were read.</summary>
    public Task<(IReadOnlyList<DeliveryRow> Waiting, IReadOnlyDictionary<string, long> After, long Gate)> LoadAsync(string webhook, CancellationToken cancellation) =>
        journal.ReadAsync(async db => (
            (IReadOnlyList<DeliveryRow>)await db.Deliveries.AsNoTracking().Where(row => row.Webhook == webhook && row.GiveUpTime == null).OrderBy(row => row.Id).ToListAsync(cancellation),
            (IReadOnlyDictionary<string, long>)await db.Feeds.Where(feed => feed.Webhook == webhook).ToDictionaryAsync(feed => feed.Feed, feed => feed.After, cancellation),
            await db.Outcomes.Where(outcome => outcome.Webhook == webhook).Select(outcome => outcome.Gate).FirstOrDefaultAsync(cancellation)), cancellation);

    /// <summary>
    /// Notes events that were read, and with them how far the feed was: in one transaction, so that a crash neither loses one nor notes it twice. Those that
    /// wait or were given up already are left out. Null if the webhook was changed since, and nothing was noted.
    /// </summary>
    public Task<IReadOnlyList<DeliveryRow>?> AddAsync(string webhook, long version, string feed, IReadOnlyList<Notice> notices, long after, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return journal.ChangeAsync<IReadOnlyList<DeliveryRow>?>(async db =>
        {
            if (!await db.Webhooks.AnyAsync(row => row.Name == webhook && row.Version == version))
            {
                return null;
            }

            var cursor = await db.Feeds.FirstAsync(row => row.Webhook == webhook && row.Feed == feed);
            cursor.After = after;
            var sequences = notices.Select(notice => notice.Sequence).ToList();
            var known = await db.Deliveries.Where(row => row.Webhook == webhook && row.Feed == feed && sequences.Contains(row.Sequence)).Select(row => row.Sequence).ToListAsync();
            List<DeliveryRow> added = [.. notices.Where(notice => !known.Contains(notice.Sequence)).Select(notice => ToRow(webhook, notice, now))];
            db.Deliveries.AddRange(added);
            await db.SaveChangesAsync();
            return added;
        }, cancellation);
    }

    /// <summary>The target took an event.</summary>
    public Task TakenAsync(string webhook, Delivery delivery, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcTicks;
        return journal.ChangeAsync(async db =>
        {
            await db.Deliveries.Where(row => row.Id == delivery.Id).ExecuteDeleteAsync();
            return await db.Outcomes.Where(row => row.Webhook == webhook).ExecuteUpdateAsync(row => row
                .SetProperty(outcome => outcome.Delivered, outcome => outcome.Delivered + 1)
                .SetProperty(outcome => outcome.LastDelivery, now)
                .SetProperty(outcome => outcome.Gate, 0));
        }, cancellation);
    }

    /// <summary>The partner may not see an event any more.</summary>
    public Task DropAsync(Delivery delivery, CancellationToken cancellation) =>
        journal.ChangeAsync(db => db.Deliveries.Where(row => row.Id == delivery.Id).ExecuteDeleteAsync(), cancellation);

    /// <summary>An attempt failed. After its deadline the event is given up, and with too many of those the webhook is paused: whether they are.</summary>
    /// <param name="webhook">Whose.</param>
    /// <param name="version">As it was when the attempt was made.</param>
    /// <param name="delivery">Which event; its attempts count this one, and its next attempt is set.</param>
    /// <param name="answer">How it went; null if the event could not be read again.</param>
    /// <param name="gate">Before when no other event is tried either.</param>
    /// <param name="cancellation">Ends the wait, not the change.</param>
    public Task<(bool IsGivenUp, bool IsPaused)> FailedAsync(string webhook, long version, Delivery delivery, Answer? answer, DateTimeOffset gate, CancellationToken cancellation)
    {
        var (now, isOver) = (clock.GetUtcNow(), answer is null || delivery.NextAttempt > delivery.Deadline);
        return journal.ChangeAsync(async db =>
        {
            if (await db.Deliveries.FirstOrDefaultAsync(row => row.Id == delivery.Id) is { } row)
            {
                (row.Attempts, row.NextAttempt, row.GiveUpTime) = (delivery.Attempts, delivery.NextAttempt.UtcTicks, isOver ? now.UtcTicks : null);
                (row.FailureTime, row.FailureStatus, row.FailureReason) = answer is { } told ? (now.UtcTicks, told.HttpStatus, told.Reason) : (row.FailureTime, row.FailureStatus, row.FailureReason);
            }

            if (answer is { } failed && await db.Outcomes.FirstOrDefaultAsync(outcome => outcome.Webhook == webhook) is { } outcome)
            {
                var before = JsonSerializer.Deserialize<List<KeptFailure>>(outcome.Failures) ?? [];
                outcome.Failures = JsonSerializer.Serialize(before.Prepend(new(now.UtcTicks, delivery.EventId, failed.HttpStatus, failed.Reason)).Take(KeptFailures));
                outcome.Gate = Math.Max(outcome.Gate, gate.UtcTicks);
            }

            await db.SaveChangesAsync();
            if (isOver && await db.Deliveries.CountAsync(dead => dead.Webhook == webhook && dead.GiveUpTime != null) >= options.Value.MaxDeadLetters)
            {
                await db.StopAsync(webhook, version, "DEAD_LETTERS_FULL", now);
                return (isOver, true);
            }

            return (isOver, false);
        }, cancellation);
    }

    /// <summary>Stops a webhook for a reason that it is told.</summary>
    public Task StopAsync(string webhook, long version, string reason, CancellationToken cancellation) => journal.ChangeAsync(async db =>
    {
        await db.StopAsync(webhook, version, reason, clock.GetUtcNow());
        return true;
    }, cancellation);

    private DeliveryRow ToRow(string webhook, Notice notice, DateTimeOffset now) => new()
    {
        Webhook = webhook,
        Feed = notice.Feed,
        Sequence = notice.Sequence,
        Type = notice.Type,
        Subject = notice.Subject,
        ReadTime = now.UtcTicks,
        Deadline = (now + options.Value.GiveUpAfter).UtcTicks,
        NextAttempt = now.UtcTicks,
    };
}
