using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Geofences.Engine;
using TaskForce.Geolocation.Geofences.History;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Storage;
using TaskForce.Geolocation.Tracks;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Geofences.Following;

/// <summary>Judges the geofences from what the store says on.</summary>
internal sealed class FenceRun(Journal<GeolocationDb> journal, FenceTrack track, FenceLease lease, FenceWake wake, IOptions<TrackOptions> tracks, TimeProvider clock)
{
    private const int Batch = 2000;

    // How long what needs no event may go without being noted: as far back a restart begins.
    private static readonly TimeSpan Unnoted = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    /// <summary>Judges until another process has the lease.</summary>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        using var positions = track.Subscribe();
        var (engine, stamp) = (await LoadAsync(positions, cancellation), 0L);
        var (noted, wasIdle) = ((engine.Cursor, Time: clock.GetUtcNow()), false);
        while (true)
        {
            stamp = await TakeEditionsAsync(engine, stamp, cancellation);
            var isIdle = !engine.Editions.Any();
            if (isIdle)
            {
                engine.Skip(track.End);
            }
            else if (wasIdle)
            {
                engine.SetLastKnown(track.LastKnown());
            }

            wasIdle = isIdle;
            if (!await TurnAsync(engine, cancellation))
            {
                return;
            }

            var batch = isIdle ? [] : await track.AfterAsync(engine.Cursor, Batch, cancellation);
            var revisions = batch.Count > 0 ? await engine.TakeAsync(batch, cancellation) : [];
            var isDue = clock.GetUtcNow() - noted.Time >= (engine.Cursor > noted.Cursor ? Unnoted : LongestWait);
            if (revisions.Count > 0 || isDue)
            {
                if (!await KeepAsync(engine, revisions, [], cancellation))
                {
                    return;
                }

                noted = (engine.Cursor, clock.GetUtcNow());
            }

            if (batch.Count < Batch)
            {
                await wake.WaitAsync(positions, WaitOf(engine, engine.Cursor > noted.Cursor ? Unnoted : LongestWait), clock, cancellation);
            }
        }
    }

    // What the index does not know yet, of what another process has judged, it will know in a moment.
    private async Task<FenceEngine> LoadAsync(PositionFeed.Subscription positions, CancellationToken cancellation)
    {
        var (cursor, inside) = await journal.ReadAsync(async db => (
            (await db.FenceFollowers.AsNoTracking().FirstAsync(cancellation)).Cursor, await db.Inside().ToListAsync(cancellation)), cancellation);
        while (track.End < cursor)
        {
            await wake.WaitAsync(positions, Unnoted, clock, cancellation);
        }

        var engine = new FenceEngine(track, new KeptEvents(journal), cursor);
        engine.SetLastKnown(track.LastKnown());
        inside.ForEach(row => engine.SetPresence(row.Edition, row.Subject, row.After));
        return engine;
    }

    private async Task<long> TakeEditionsAsync(FenceEngine engine, long stamp, CancellationToken cancellation)
    {
        var forgotten = clock.GetUtcNow() - tracks.Value.Retention;
        var changed = await journal.ReadAsync(db => db.FenceEditions.AsNoTracking()
            .Where(row => row.Stamp > stamp && !(row.HasEnded && row.Until < forgotten)).ToListAsync(cancellation), cancellation);
        foreach (var row in changed)
        {
            if (row.Until <= row.From)
            {
                engine.Forget(row.ToEdition());
            }
            else
            {
                engine.Set(row.ToEdition());
            }
        }

        return Math.Max(stamp, changed.Select(row => row.Stamp).DefaultIfEmpty().Max());
    }

    // Begins what has come to hold and ends what has ceased to.
    private async Task<bool> TurnAsync(FenceEngine engine, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var fresh = engine.Editions.Where(edition => !edition.HasBegun && edition.From <= now).ToList();
        if (fresh.Count > 0 && !await KeepAsync(engine, await engine.BeginAsync(fresh, cancellation), fresh, cancellation))
        {
            return false;
        }

        foreach (var over in engine.Editions.Where(edition => edition.HasBegun && !edition.HasEnded && edition.Until <= now).ToList())
        {
            if (!await KeepAsync(engine, await engine.EndAsync(over, cancellation), [over], cancellation))
            {
                return false;
            }
        }

        foreach (var old in engine.Editions.Where(edition => edition.HasEnded && edition.Until < now - tracks.Value.Retention).ToList())
        {
            engine.Forget(old);
        }

        return true;
    }

    private Task<bool> KeepAsync(FenceEngine engine, IReadOnlyList<Revision> revisions, IReadOnlyList<Edition> turned, CancellationToken cancellation)
    {
        var (cursor, ids) = (engine.Cursor, turned.Select(edition => edition.Id).ToList());
        return lease.ChangeAsync(async (db, row) =>
        {
            row.Cursor = cursor;
            row.NextEvent = await db.KeepAsync(revisions, row.NextEvent, clock.GetUtcNow());
            foreach (var edition in ids.Count > 0 ? await db.FenceEditions.Where(edition => ids.Contains(edition.Id)).ToListAsync() : [])
            {
                var told = engine.Find(edition.Id)!;
                (edition.HasBegun, edition.HasEnded) = (told.HasBegun, told.HasEnded);
            }
        }, cancellation);
    }

    private TimeSpan WaitOf(FenceEngine engine, TimeSpan most)
    {
        var now = clock.GetUtcNow();
        var next = engine.Editions.Where(edition => !edition.HasEnded).Select(edition => (edition.HasBegun ? edition.Until : edition.From) - now)
            .Where(wait => wait is not null).DefaultIfEmpty(most).Min()!.Value;
        return next < most ? next > TimeSpan.Zero ? next : TimeSpan.FromMilliseconds(1) : most;
    }
}
