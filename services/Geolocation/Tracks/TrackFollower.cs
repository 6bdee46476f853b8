using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Replicas;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Tracks;

/// <summary>Fills the memory from the store before the service answers, and makes known what other processes add to the track.</summary>
internal sealed class TrackFollower(Journal<GeolocationDb> journal, TrackMemory memory, TrackStore store, ReplicaLag lag) : IHostedService, ICatchUp
{
    // A change that is committed is confirmed at once.
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
        lag.Begin();
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
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            if (memory.IsKnown(end))
            {
                return false;
            }

            if (memory.TrySettle(end) && await store.TryCatchUpAsync(db, end, cancellation))
            {
                lock (memory.Gate)
                {
                    memory.DropPaged(paged);
                }

                return true;
            }

            await Task.Delay(Moment, TimeProvider.System, cancellation);
        }

        // Whoever makes one change after another here takes in what others add before each of them.
        return false;
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
