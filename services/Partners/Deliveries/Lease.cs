using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Partners.Deliveries;

/// <summary>
/// Sees to it that of several processes on one PostgreSQL database one delivers a webhook's events, so that they stay in order. With SQLite there is only one.
/// One that stops dead is followed after half a minute.
/// </summary>
internal sealed class Lease(Journal<PartnersDb> journal, IOptions<StoreOptions> store, TimeProvider clock)
{
    /// <summary>How long it holds.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    private readonly string _holder = Guid.NewGuid().ToString("N");

    /// <summary>Whether there may be other processes.</summary>
    public bool IsNeeded => store.Value.UsesPostgres;

    /// <summary>Takes or prolongs it; whether this process has it.</summary>
    public Task<bool> TakeAsync(string webhook, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return !IsNeeded ? Task.FromResult(true) : journal.ChangeAsync(async db => await db.Outcomes
            .Where(row => row.Webhook == webhook && (row.Holder == _holder || row.HeldUntil < now.UtcTicks))
            .ExecuteUpdateAsync(row => row.SetProperty(outcome => outcome.Holder, _holder).SetProperty(outcome => outcome.HeldUntil, (now + Length).UtcTicks)) > 0, cancellation);
    }

    /// <summary>Lets another process have it at once.</summary>
    public Task LeaveAsync(string webhook, CancellationToken cancellation) => !IsNeeded ? Task.CompletedTask : journal.ChangeAsync(
        db => db.Outcomes.Where(row => row.Webhook == webhook && row.Holder == _holder).ExecuteUpdateAsync(row => row.SetProperty(outcome => outcome.HeldUntil, 0)), cancellation);
}
