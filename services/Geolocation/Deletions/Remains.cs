using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Geofences;
using TaskForce.Geolocation.Storage;
using TaskForce.Geolocation.Tracks;
using TaskForce.ServiceDefaults.Storage;
using Table = TaskForce.Geolocation.V1.VerifyDeletionResponse.Types.Table;

namespace TaskForce.Geolocation.Deletions;

/// <summary>Looks through the store for positions of a nation that should have been deleted. It reads the points themselves, not what says that they are gone.</summary>
internal sealed class Remains(Journal<GeolocationDb> journal, TrackStore tracks, IOptions<TrackOptions> options, IOptions<FenceOptions> fences, TimeProvider clock)
{
    // A page holds an hour, and goes when its newest point is old.
    private static readonly long PageSpan = TimeSpan.TicksPerHour;
    private static readonly TimeSpan Tardy = TimeSpan.FromHours(1) + (2 * TrackKeeper.Interval);

    public Task<V1.VerifyDeletionResponse> FindAsync(string nation, CancellationToken cancellation) => journal.ReadAsync(async db =>
    {
        var retention = options.Value.RetentionOf(nation);
        var before = (clock.GetUtcNow() - retention - Tardy).UtcTicks;
        var subjects = (await db.Subjects.Where(subject => subject.Nation == nation).Select(subject => subject.Id).ToListAsync(cancellation)).ToHashSet();
        return new V1.VerifyDeletionResponse
        {
            Nation = nation,
            Retention = retention.ToDuration(),
            ReceivedBefore = new DateTimeOffset(before, TimeSpan.Zero).ToTimestamp(),
            Tables =
            {
                new Table { Table_ = "track_pages", Remaining = await InPagesAsync(db, subjects, before, cancellation) },
                new Table { Table_ = "track_batches", Remaining = await InLogAsync(db, subjects, before, cancellation) },
                new Table { Table_ = "track_known", Remaining = await InKnownAsync(db, subjects, before, cancellation) },
                new Table { Table_ = "fence_events", Remaining = await InFenceEventsAsync(db, nation, cancellation) },
            },
        };
    }, cancellation);

    private static async Task<long> InPagesAsync(GeolocationDb db, HashSet<int> subjects, long before, CancellationToken cancellation)
    {
        var (count, points) = (0L, new List<Fix>());
        await foreach (var page in db.TrackPages.AsNoTracking().Where(page => page.MaxReceipt < before + PageSpan).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            points.Clear();
            PageCodec.Read(page.Points, wanted: null, points);
            count += points.Count(fix => fix.ReceiptTime < before && subjects.Contains(fix.Subject));
        }

        return count;
    }

    private async Task<long> InLogAsync(GeolocationDb db, HashSet<int> subjects, long before, CancellationToken cancellation)
    {
        var count = 0L;
        await foreach (var row in db.TrackBatches.AsNoTracking().OrderBy(row => row.Last).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            var points = tracks.Points(row);
            count += points.Count(fix => fix.ReceiptTime < before && subjects.Contains(fix.Subject));
            if (points.Length > 0 && points[0].ReceiptTime > before + PageSpan)
            {
                break;
            }
        }

        return count;
    }

    private static async Task<long> InKnownAsync(GeolocationDb db, HashSet<int> subjects, long before, CancellationToken cancellation)
    {
        var (count, points) = (0L, new List<Fix>());
        await foreach (var row in db.TrackKnown.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellation))
        {
            points.Clear();
            PageCodec.Read(row.Points, wanted: null, points);
            count += points.Count(fix => fix.ReceiptTime < before && subjects.Contains(fix.Subject));
        }

        return count;
    }

    private async Task<long> InFenceEventsAsync(GeolocationDb db, string nation, CancellationToken cancellation)
    {
        var before = (clock.GetUtcNow() - fences.Value.EventRetentionOf(nation) - FenceCleaner.Slack - (2 * FenceKeeper.Interval)).UtcTicks;
        return await db.OldEvents(nation, before).Union(db.PlacedEvents(nation, before)).LongCountAsync(cancellation);
    }
}
