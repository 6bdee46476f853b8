using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Geofences.Engine;
using TaskForce.Geolocation.Geofences.History;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Geofences.Following;

/// <summary>What the store says of the fences and their events, and how it comes to say more.</summary>
internal sealed class FenceBook(Journal<GeolocationDb> journal, FenceLease lease, TimeProvider clock)
{
    public TimeProvider Clock => clock;

    /// <summary>How far the track was judged.</summary>
    public Task<long> CursorAsync(CancellationToken cancellation) => journal.ReadAsync(async db =>
        (await db.FenceFollowers.AsNoTracking().FirstAsync(cancellation)).Cursor, cancellation);

    /// <summary>An engine that goes on from what was kept.</summary>
    public async Task<FenceEngine> LoadAsync(FenceTrack track, CancellationToken cancellation)
    {
        var (cursor, inside) = await journal.ReadAsync(async db => (
            (await db.FenceFollowers.AsNoTracking().FirstAsync(cancellation)).Cursor, await db.Inside().ToListAsync(cancellation)), cancellation);
        var engine = new FenceEngine(track, new KeptEvents(journal), cursor);
        engine.SetLastKnown(track.LastKnown());
        inside.ForEach(row => engine.SetPresence(row.Edition, row.Subject, row.After));
        return engine;
    }

    /// <summary>Takes in the editions that have changed since a stamp, save those that ended long ago; the stamp after that.</summary>
    public async Task<long> TakeEditionsAsync(FenceEngine engine, long stamp, DateTimeOffset forgotten, CancellationToken cancellation)
    {
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

    /// <summary>Keeps what changes histories, how far the track was judged, and which editions have turned; false if another process judges.</summary>
    public Task<bool> KeepAsync(FenceEngine engine, IReadOnlyList<Revision> revisions, IReadOnlyList<Edition> turned, CancellationToken cancellation)
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
}
