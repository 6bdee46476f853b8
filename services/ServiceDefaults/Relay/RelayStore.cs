using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Relay;

/// <summary>
/// Where the relay is in the log, and whose turn it is. Of several processes on one PostgreSQL database one publishes: the place is only noted by
/// whoever has the lease. With SQLite there is one process.
/// </summary>
internal sealed class RelayStore<TDb>(Journal<TDb> journal, IOptions<StoreOptions> store, IOptions<RelayOptions> options, TimeProvider clock) where TDb : ServiceDb
{
    /// <summary>Where counting what waits ends: it is done again and again, and an outage may be long.</summary>
    public const int MostCounted = 100_000;

    private readonly string _me = Guid.NewGuid().ToString("N");

    /// <summary>Whether another process has the lease: looked up without a change, for all who wait would be in the way of those who write.</summary>
    public Task<bool> IsTakenAsync(CancellationToken cancellation) => journal.ReadAsync(async db =>
    {
        var now = clock.GetUtcNow().UtcTicks;
        return store.Value.UsesPostgres && await db.Set<RelayRow>().AnyAsync(row => row.Holder != "" && row.Holder != _me && row.HeldUntil > now, cancellation);
    }, cancellation);

    /// <summary>Takes or prolongs the lease; how far the log was published, or null if another process has it.</summary>
    public Task<long?> TakeAsync(CancellationToken cancellation) => journal.ChangeAsync(async db =>
    {
        var now = clock.GetUtcNow();
        var row = await db.Set<RelayRow>().FindAsync(RelayRow.TheOne) ?? db.Add(new RelayRow()).Entity;
        if (store.Value.UsesPostgres && row.Holder.Length > 0 && row.Holder != _me && row.HeldUntil > now.UtcTicks)
        {
            return (long?)null;
        }

        (row.Holder, row.HeldUntil) = (_me, (now + options.Value.Lease).UtcTicks);
        return row.Sequence;
    }, cancellation);

    /// <summary>Notes that everything up to a sequence is done; false, and nothing is noted, if another process has the lease.</summary>
    public Task<bool> MoveAsync(long sequence, CancellationToken cancellation) => journal.ChangeAsync(async db =>
    {
        if (await db.Set<RelayRow>().FindAsync(RelayRow.TheOne) is not { } row || row.Holder != _me)
        {
            return false;
        }

        (row.Sequence, row.HeldUntil) = (sequence, (clock.GetUtcNow() + options.Value.Lease).UtcTicks);
        return true;
    }, cancellation);

    /// <summary>Lets another process have it at once.</summary>
    public Task LeaveAsync(CancellationToken cancellation) => journal.ChangeAsync(
        db => db.Set<RelayRow>().Where(row => row.Holder == _me).ExecuteUpdateAsync(row => row.SetProperty(each => each.Holder, ""), cancellation), cancellation);

    /// <summary>The next events of the log.</summary>
    public Task<List<EventRow>> ReadAsync(long after, CancellationToken cancellation) => journal.ReadAsync(
        db => db.Events.Where(row => row.Sequence > after).OrderBy(row => row.Sequence).Take(options.Value.Batch).ToListAsync(cancellation), cancellation);

    /// <summary>How many events wait, of more than <see cref="MostCounted"/> so many, and since when the oldest of them does, in UTC ticks.</summary>
    public Task<(int Count, long? Oldest)> MeasureAsync(CancellationToken cancellation) => journal.ReadAsync(async db =>
    {
        var after = await db.Set<RelayRow>().Select(row => row.Sequence).FirstOrDefaultAsync(cancellation);
        var waiting = db.Events.Where(row => row.Sequence > after).OrderBy(row => row.Sequence);
        return (await waiting.Take(MostCounted).CountAsync(cancellation), await waiting.Select(row => (long?)row.Time).FirstOrDefaultAsync(cancellation));
    }, cancellation);

    /// <summary>The highest sequence after a place that was deleted before it was published; null if none was, or if nothing was published yet.</summary>
    /// <param name="after">The place.</param>
    /// <param name="feeds">What is published: others may begin by a count of their own.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<long?> FindGapAsync(long after, IReadOnlyCollection<string> feeds, CancellationToken cancellation)
    {
        if (after == 0)
        {
            return null;
        }

        var starts = await journal.ReadAsync(db => db.LogStarts.AsNoTracking().Where(start => start.After > after).ToListAsync(cancellation), cancellation);
        return starts.Where(start => feeds.Contains(start.Topic.Split('/')[0])).Max(start => (long?)start.After);
    }
}
