using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Geofences.Following;

/// <summary>Who judges the geofences, and how far.</summary>
internal sealed class FollowerRow
{
    public const int TheOne = 1;

    public int Id { get; init; } = TheOne;

    /// <summary>The last position of the track that was judged.</summary>
    public long Cursor { get; set; }

    /// <summary>The number of the next event.</summary>
    public long NextEvent { get; set; } = 1;

    /// <summary>The process that judges; empty for none.</summary>
    public string Holder { get; set; } = "";

    /// <summary>When another may take over.</summary>
    public DateTimeOffset LeaseUntil { get; set; }
}

/// <summary>
/// Sees to it that one process judges the geofences. The lease only saves double work: every commit asks for the holder again in its own
/// transaction, so that whoever lost it writes nothing.
/// </summary>
internal sealed class FenceLease(Journal<GeolocationDb> journal, IOptions<StoreOptions> store, TimeProvider clock)
{
    /// <summary>How long a process that says nothing more keeps it.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    private readonly string _me = Guid.NewGuid().ToString("N");

    /// <summary>Takes it; false if another has it.</summary>
    public Task<bool> TakeAsync(CancellationToken cancellation) => journal.ChangeAsync(async db =>
    {
        var now = clock.GetUtcNow();
        // What was there before the first geofence is asked for when one begins.
        var row = await db.FenceFollowers.FindAsync(FollowerRow.TheOne)
            ?? db.FenceFollowers.Add(new() { Cursor = await FenceTrack.EndOfAsync(db) }).Entity;
        // A SQLite file has no other process, only one that is no more.
        if (store.Value.UsesPostgres && row.Holder.Length > 0 && row.Holder != _me && row.LeaseUntil > now)
        {
            return false;
        }

        (row.Holder, row.LeaseUntil) = (_me, now + Length);
        return true;
    }, cancellation);

    /// <summary>Makes a change and renews the lease; false, and no change, if another has it.</summary>
    public Task<bool> ChangeAsync(Func<GeolocationDb, FollowerRow, Task> change, CancellationToken cancellation) => journal.ChangeAsync(async db =>
    {
        if (await db.FenceFollowers.FindAsync(FollowerRow.TheOne) is not { } row || row.Holder != _me)
        {
            return false;
        }

        row.LeaseUntil = clock.GetUtcNow() + Length;
        await change(db, row);
        return true;
    }, cancellation);

    /// <summary>Lets another have it at once.</summary>
    public Task ReleaseAsync(CancellationToken cancellation) => ChangeAsync((_, row) =>
    {
        row.Holder = "";
        return Task.CompletedTask;
    }, cancellation);
}
