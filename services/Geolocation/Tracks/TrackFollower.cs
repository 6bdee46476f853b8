using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Tracks;

/// <summary>Fills the memory from the store before the service answers, and makes known what other processes add to the track.</summary>
internal sealed class TrackFollower(Journal<GeolocationDb> journal, TrackMemory memory, TrackStore store) : IHostedService, ICatchUp
{
    // A change that is committed is confirmed at once; one that takes longer is not waited for.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private volatile bool _isLoaded;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (await journal.ChangeAsync(db => db.ConvertOldAsync(cancellationToken), cancellationToken) > 0)
        {
        }

        await journal.ReadAsync(db => LoadAsync(db, cancellationToken), cancellationToken);
        _isLoaded = true;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        if (_isLoaded)
        {
            await journal.ReadAsync(db => FollowAsync(db, cancellation), cancellation);
        }
    }

    private async Task<bool> FollowAsync(GeolocationDb db, CancellationToken cancellation)
    {
        using var statements = TrackStatements.For(db, before: null);
        var (end, paged) = await statements.LookAsync();
        await WhileBeingConfirmedAsync(end, cancellation);
        lock (memory.Gate)
        {
            if (end <= memory.CommittedSequence)
            {
                return false;
            }

            // The log tells what has become of it: it is in there now, or it will never be.
            memory.Reconcile(null, end);
        }

        await store.CatchUpAsync(db, end, cancellation);
        lock (memory.Gate)
        {
            memory.DropPaged(paged);
        }

        return true;
    }

    // Taken back and read again, a part would be unknown for a while to the caller who was told that it is kept.
    private async Task WhileBeingConfirmedAsync(long end, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (IsBeingConfirmed() && TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            await Task.Delay(Moment, TimeProvider.System, cancellation);
        }

        bool IsBeingConfirmed()
        {
            lock (memory.Gate)
            {
                return memory.IsBeingConfirmed(end);
            }
        }
    }

    private async Task<bool> LoadAsync(GeolocationDb db, CancellationToken cancellation)
    {
        using var statements = TrackStatements.For(db, before: null);
        var (end, paged) = await statements.LookAsync();
        await store.LearnSubjectsAsync(db, cancellation);
        await foreach (var row in db.TrackKnown.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellation))
        {
            var known = new List<Fix>();
            PageCodec.Read(row.Points, wanted: null, known);
            Learn(known, memory.LearnKnown);
        }

        // What is in pages but not among the last known positions, then what is in no page.
        var (after, between) = (await db.MarkOfAsync(TrackMarkRow.Known), paged);
        await foreach (var row in db.TrackBatches.AsNoTracking().Where(row => row.Last > after && row.First <= between).OrderBy(row => row.Last).AsAsyncEnumerable())
        {
            Learn([.. store.Points(row).Where(fix => fix.Sequence <= between)], memory.LearnPaged);
        }

        lock (memory.Gate)
        {
            memory.StartAt(paged);
        }

        await store.CatchUpAsync(db, end, cancellation);
        return true;
    }

    private void Learn(List<Fix> points, Action<ReadOnlySpan<Fix>> learn)
    {
        lock (memory.Gate)
        {
            learn(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(points));
        }
    }
}
