using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Deletions;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Storage;
using TaskForce.Geolocation.Tracks;
using TaskForce.ServiceDefaults.Storage;
using Kind = TaskForce.Geolocation.V1.Deletion.Types.Kind;

namespace TaskForce.Geolocation.Geofences;

/// <summary>Deletes what is older than each nation's events are kept, and writes down what that was.</summary>
internal sealed class FenceCleaner(Journal<GeolocationDb> journal, PositionFeed feed, IOptions<FenceOptions> options, TimeProvider clock)
{
    /// <summary>What is being judged at this moment may still ask for events of the last moments before.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    /// <returns>How many events and editions were deleted, and events that lost their place.</returns>
    public async Task<int> CleanAsync(CancellationToken cancellation)
    {
        var (now, count) = (clock.GetUtcNow(), 0);
        foreach (var nation in feed.Index.Subjects.Nations)
        {
            count += await CleanAsync(nation, now, cancellation);
        }

        // The newest stamp stays: the next is larger. Tracks are not kept longer: what ended before is closed for good.
        var before = now - options.Value.ShortestEventRetention - Slack;
        count += await journal.ChangeAsync(db => db.FenceEditions.Where(row => row.HasEnded && row.Until < before
            && !db.FenceEvents.Any(told => told.Edition == row.Id) && !db.Geofences.Any(fence => fence.Name == row.Fence)
            && db.FenceEditions.Any(later => later.Stamp > row.Stamp)).ExecuteDeleteAsync(cancellation), cancellation);
        // Also when nothing was old: whoever deleted before may have ended before this.
        await journal.ScrubAsync(cancellation);

        return count;
    }

    private async Task<int> CleanAsync(string nation, DateTimeOffset now, CancellationToken cancellation)
    {
        var (before, count, most) = ((now - options.Value.EventRetentionOf(nation) - Slack).UtcTicks, 0, options.Value.TrimBatch);
        while (await FindAsync(db => db.OldEvents(nation, before), cancellation) is [_, ..] old)
        {
            count += await journal.ChangeAsync(async db =>
            {
                var rows = db.FenceEvents.Where(row => old.Contains(row.Id));
                await RecordAsync(db, rows, nation, before, now);
                return await rows.ExecuteDeleteAsync(cancellation);
            }, cancellation);
        }

        while (await FindAsync(db => db.PlacedEvents(nation, before), cancellation) is [_, ..] placed)
        {
            count += await journal.ChangeAsync(async db =>
            {
                // Another process may have been here since.
                var rows = db.FenceEvents.Where(row => placed.Contains(row.Id) && row.Latitude != null);
                await RecordAsync(db, rows, nation, before, now);
                return await rows.ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.Latitude, (double?)null).SetProperty(row => row.Longitude, (double?)null), cancellation);
            }, cancellation);
        }

        return count;

        Task<List<long>> FindAsync(Func<GeolocationDb, IQueryable<FenceEventRow>> rows, CancellationToken cancellation) =>
            journal.ReadAsync(db => rows(db).OrderBy(row => row.Time).Select(row => row.Id).Take(most).ToListAsync(cancellation), cancellation);
    }

    private static async Task RecordAsync(GeolocationDb db, IQueryable<FenceEventRow> rows, string nation, long before, DateTimeOffset now)
    {
        await db.OverwriteDeletedAsync(CancellationToken.None);
        using var proof = new DeletionProof(Kind.FenceEvents, now.UtcTicks);
        foreach (var row in await rows.AsNoTracking().OrderBy(row => row.Id).ToListAsync())
        {
            proof.AddRow(row.ToProto("").ToByteArray());
            proof.AddPoints(nation, before, 1);
        }

        proof.Record(db);
    }
}
