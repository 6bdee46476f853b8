using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Storage;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Partitions;

/// <summary>
/// A year of tracks in pages: two nations', for every bucket and hour as many as make the rows. Their columns are real; the points in each are few, so that a
/// hundred million fit on a disk: real pages hold some hundred.
/// </summary>
internal sealed class PageTrial(long rows) : ITrial
{
    private const string Table = "track_pages";
    private const int Subject = 5;
    private const int PointsPerPage = 4;
    private const int PagesAtOnce = 2 * PageReading.Buckets;
    private const int TrimBatch = 500;
    private const long Hour = TimeSpan.TicksPerHour;
    private const int Hours = 365 * 24;

    private readonly long _start = TimeProvider.System.GetUtcNow().UtcTicks - (Hours * Hour);
    private readonly Random _random = new(7);

    public string Name => "pages";

    private long PerHour => (rows / Hours) + 1;

    private long Most => Math.Min(rows / Server.Parts / 4, 50_000);

    public async Task RunAsync(params IReadOnlyList<Side> sides)
    {
        foreach (var side in sides)
        {
            await FillAsync(side.Store, side.Report, side.IsPartitioned);
        }

        await ReadAsync(sides);
        await Report.OftenAsync(sides, $"write {PagesAtOnce} pages in a transaction", 40, WriteAsync);
        foreach (var (store, report, isPartitioned) in sides)
        {
            await report.OnceAsync("read all of it once", () => store.ExecuteAsync("""SELECT sum(length("Points")) FROM track_pages"""));
            await TrimAsync(store, report);
            // The rest of the oldest month by hand, so that it is gone as a whole.
            await store.ExecuteAsync($"DELETE FROM {(isPartitioned ? $"{Table}_first" : Table)} WHERE \"Id\" < {Filling.SizeOf(rows)}");
            await report.OnceAsync("give back the room of a month that was deleted", () => store.ExecuteAsync(isPartitioned ? $"CALL partition_drop_emptied('{Table}')" : $"VACUUM {Table}"));
            await Filling.SizeAsync(store, report, Table, ", at the end");
            await (isPartitioned ? Task.CompletedTask : Conversion.RunAsync(store, report, Table, rows, () => WriteAsync(store)));
        }
    }

    private async Task FillAsync(Store store, Report report, bool isPartitioned)
    {
        await store.PartitionAsync();
        await (isPartitioned ? Filling.PartitionAsync(store, Table, rows) : Task.CompletedTask);
        await Filling.RunAsync(store, report, Table, rows, $"""
            INSERT INTO track_pages ("Id", "Nation", "Bucket", "MinEvent", "MaxEvent", "MaxReceipt", "Last", "Points")
            SELECT i, CASE i % 2 WHEN 0 THEN 'DE' ELSE 'MA' END, i / 2 % {PageReading.Buckets}, hour, hour + {Hour - 1}, hour + {Hour - 1}, i * {PointsPerPage}, decode('{Convert.ToHexString(Page())}', 'hex')
              FROM generate_series(1::bigint, {rows}) AS i, LATERAL (SELECT {_start} + i / {PerHour} * {Hour} AS hour) AS at
            """);
        await (isPartitioned ? store.ExecuteAsync($"CALL partition_ahead('{Table}', {Filling.SizeOf(rows)}, 3)") : Task.CompletedTask);
    }

    private async Task ReadAsync(IReadOnlyList<Side> sides)
    {
        await OftenAsync("an hour of a subject", 200, db => db.PagedAsync(Subject, Place(out var from), from + Hour, default));
        await OftenAsync("the newest hour of a subject", 200, db => db.PagedAsync(Subject, _start + ((Hours - 2) * Hour), long.MaxValue, default));
        await OftenAsync("which pages may hold the last point before a time", 5, HeadsAsync);
        await OftenAsync("what is old of a nation", 100, db => db.OldPagesAsync("DE", _start + (30 * 24 * Hour), long.MaxValue, TrimBatch, default));

        // The first question of LastPagedAsync; the rest it reads one by one.
        async Task<int> HeadsAsync(GeolocationDb db)
        {
            Place(out var before);
            return (await db.TrackPages.Where(page => page.Bucket == Subject && page.MinEvent < before)
                .OrderByDescending(page => page.MaxEvent).Select(page => new { page.Id, page.MaxEvent }).ToListAsync()).Count;
        }

        long Place(out long from) => from = _start + (_random.NextInt64(Hours) * Hour);

        async Task OftenAsync<T>(string what, int times, Func<GeolocationDb, Task<T>> read)
        {
            foreach (var side in sides)
            {
                side.Store.Plans.Explain(what);
                await side.Store.ReadAsync(read);
            }

            await Report.OftenAsync(sides, what, times, store => store.ReadAsync(read));
        }
    }

    private Task WriteAsync(Store store) => store.ChangeAsync(db =>
    {
        var now = _start + (Hours * Hour);
        db.TrackPages.AddRange(Enumerable.Range(0, PagesAtOnce).Select(i => new PageRow
        {
            Nation = i % 2 == 0 ? "DE" : "MA",
            Bucket = i / 2,
            MinEvent = now,
            MaxEvent = now + Hour - 1,
            MaxReceipt = now + Hour - 1,
            Last = rows * PointsPerPage,
            Points = Page(),
        }));
        return Task.CompletedTask;
    });

    // As the keeper does it, with the proof of each deletion.
    private async Task TrimAsync(Store store, Report report)
    {
        var (gone, before, watch) = (0L, _start + (30 * 24 * Hour), System.Diagnostics.Stopwatch.StartNew());
        while (gone < Most && await store.ReadAsync(db => db.OldPagesAsync("DE", before, long.MaxValue, TrimBatch, default)) is [_, ..] pages)
        {
            await store.ChangeAsync(async db => gone += await db.DeletePagesAsync(pages, "DE", before, TimeProvider.System.GetUtcNow(), default));
        }

        report.Add("delete old pages with their proof", "rows/s", gone / watch.Elapsed.TotalSeconds);
        store.Plans.Explain("the keeper's DELETE", "DELETE");
        await store.ChangeAsync(db => db.TrackPages.Where(page => new List<long> { 1, 2, 3 }.Contains(page.Id)).ExecuteDeleteAsync());
    }

    private static byte[] Page() => PageCodec.Write([.. Enumerable.Range(1, PointsPerPage).Select(i => new Fix
    {
        Sequence = 1_000_000_000L + i,
        Subject = Subject,
        EventTime = TimeSpan.FromDays(740_000).Ticks + (i * TimeSpan.TicksPerMinute),
        ReceiptTime = TimeSpan.FromDays(740_000).Ticks + (i * TimeSpan.TicksPerMinute) + 5_000_000,
        Latitude = Fix.Units(35.89 + (i * 1e-4)),
        Longitude = Fix.Units(-5.5),
        AccuracyMetres = 8,
        SpeedMps = 12,
        HeadingDegrees = 90,
    })]);
}
