using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Deliveries;
using TaskForce.Partners.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Partners.Webhooks;

/// <summary>Events that were given up.</summary>
internal sealed class DeadLetterDesk(Journal<PartnersDb> journal, WebhookDesk desk, IOptions<WebhookOptions> options, TimeProvider clock)
{
    private const int UsualPage = 50;
    private const int LargestPage = 1000;

    public Task<V1.ListDeadLettersResponse> ListAsync(V1.ListDeadLettersRequest request, Caller caller, CancellationToken cancellation) => journal.ReadAsync(async db =>
    {
        var webhook = await db.Webhooks.GetAsync(request.Parent, caller);
        var (size, after) = (Paging.SizeOf(request.PageSize, UsualPage, LargestPage), Paging.ReadToken(request.PageToken, null) ?? 0);
        var page = await Dead(db, webhook).AsNoTracking().Where(row => row.Id > after).OrderBy(row => row.Id).Take(size + 1).ToListAsync(cancellation);
        return new V1.ListDeadLettersResponse
        {
            DeadLetters = { page.Take(size).Select(row => row.ToProto()) },
            NextPageToken = page.Count > size ? Paging.WriteToken(page[size - 1].Id, null) : "",
        };
    }, cancellation);

    public Task<V1.RedeliverDeadLettersResponse> RedeliverAsync(V1.RedeliverDeadLettersRequest request, Caller caller, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return journal.ChangeAsync(request, caller, async db =>
        {
            var webhook = await db.Webhooks.GetAsync(request.Parent, caller);
            var dead = await Dead(db, webhook).AsNoTracking().OrderBy(row => row.Id).ToListAsync();
            var ids = dead.ToDictionary(row => DeliveryRow.IdOf(row.Feed, row.Sequence));
            if (request.EventIds.FirstOrDefault(id => !ids.ContainsKey(id)) is { } missing)
            {
                throw new DomainException(Fault.NotFound, "DEAD_LETTER_NOT_FOUND", $"{webhook.Name} has no dead letter {missing}.");
            }

            List<DeliveryRow> again = [.. dead.Where(row => request.EventIds.Count == 0 || request.EventIds.Contains(DeliveryRow.IdOf(row.Feed, row.Sequence)))];
            var old = again.Select(row => row.Id).ToList();
            await db.Deliveries.Where(row => old.Contains(row.Id)).ExecuteDeleteAsync();
            // New rows: they come after what waits.
            db.Deliveries.AddRange(again.Select(row => Renew(row, now)));
            webhook.Set(webhook.Value.Touch(now));
            db.AfterCommit(desk.Wake);
            return new V1.RedeliverDeadLettersResponse { Count = again.Count };
        }, cancellation);
    }

    private static IQueryable<DeliveryRow> Dead(PartnersDb db, WebhookRow webhook)
    {
        var name = webhook.Name;
        return db.Deliveries.Where(row => row.Webhook == name && row.GiveUpTime != null);
    }

    private DeliveryRow Renew(DeliveryRow dead, DateTimeOffset now) => new()
    {
        Webhook = dead.Webhook,
        Feed = dead.Feed,
        Sequence = dead.Sequence,
        Type = dead.Type,
        Subject = dead.Subject,
        ReadTime = dead.ReadTime,
        Deadline = (now + options.Value.GiveUpAfter).UtcTicks,
        NextAttempt = now.UtcTicks,
    };
}
