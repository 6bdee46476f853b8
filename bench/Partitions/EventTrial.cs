using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;

namespace TaskForce.Partitions;

/// <summary>
/// Geolocation's log after a year: events of geofences, which of all logs is the one that may grow to hundreds of millions, with payloads as long as real ones
/// are, and one in a hundred of a topic that is asked for apart.
/// </summary>
internal sealed class EventTrial(long rows) : ITrial
{
    private const string Usual = "geofence-events";
    private const string Rare = "geofences";
    private const int PayloadBytes = 143;
    private const int WatchBatch = 500;
    private const int TrimBatch = 500;
    private static readonly long Year = TimeSpan.FromDays(365).Ticks;

    private readonly long _now = TimeProvider.System.GetUtcNow().UtcTicks;
    private readonly Random _random = new(7);

    public string Name => "events";

    private long Most => Math.Min(rows / Server.Parts / 2, 500_000);

    public async Task RunAsync(params IReadOnlyList<Side> sides)
    {
        foreach (var side in sides)
        {
            await FillAsync(side.Store, side.Report, side.IsPartitioned);
        }

        await ReadAsync(sides);
        await Report.OftenAsync(sides, "append 10 events in a transaction", 300, AppendAsync);
        foreach (var (store, report, isPartitioned) in sides)
        {
            await report.OnceAsync("read all of it once", () => store.ExecuteAsync("""SELECT sum(length("Payload")) FROM events"""));
            await TrimAsync(store, report, isPartitioned ? "events_first" : "events");
            await (isPartitioned
                ? report.OnceAsync("drop the oldest month whole", () => store.ExecuteAsync($"CALL partition_drop_events('330 days')"))
                : Conversion.RunAsync(store, report, "events", rows, () => AppendAsync(store)));
            await Filling.SizeAsync(store, report, Name, ", at the end");
        }
    }

    private async Task FillAsync(Store store, Report report, bool isPartitioned)
    {
        await store.PartitionAsync();
        await (isPartitioned ? Filling.PartitionAsync(store, Name, rows) : Task.CompletedTask);
        await Filling.RunAsync(store, report, Name, rows, $"""
            INSERT INTO events ("Sequence", "Topic", "Resource", "Time", "Payload")
            SELECT i, CASE WHEN i % 100 = 0 THEN '{Rare}' ELSE '{Usual}' END, 'geofences/' || lpad((i % 5000)::text, 19, 'hotspot-'), {_now - Year} + i * {Year / rows}, decode(repeat('5a', {PayloadBytes}), 'hex')
              FROM generate_series(1::bigint, {rows}) AS i
            """);
        await (isPartitioned ? store.ExecuteAsync($"CALL partition_ahead('events', {Filling.SizeOf(rows)}, 3)") : Task.CompletedTask);
    }

    private async Task ReadAsync(IReadOnlyList<Side> sides)
    {
        foreach (var explain in new[] { true, false })
        {
            var times = explain ? 1 : 400;
            await WatchAsync("500 events after a place anywhere", Usual, () => _random.NextInt64(rows), times);
            await WatchAsync("the newest 100 events", Usual, () => rows - 101, times);
            await WatchAsync("500 events of a rare topic", Rare, () => _random.NextInt64(rows), times);
            await WatchAsync("a topic without events, from the beginning", "nothing", () => 0, times);
            await OftenAsync("500 events of all topics after a place", times, AllAfterAsync);
            await OftenAsync("where the log ends", times, db => db.EndOfLogAsync(default));
            // As the after-action report reads a mission's log: no key has the resource in it.
            await OftenAsync("the log of one resource of a rare topic", explain ? 1 : 3, db => db.Events.Where(e => e.Resource == "geofences/hotspot-hotspot-300" && e.Topic == Rare).OrderBy(e => e.Sequence).ToListAsync());
        }

        Task<List<EventRow>> AllAfterAsync(GeolocationDb db)
        {
            var after = _random.NextInt64(rows);
            return db.Events.Where(e => e.Sequence > after).OrderBy(e => e.Sequence).Take(WatchBatch).ToListAsync();
        }

        Task WatchAsync(string what, string topic, Func<long> place, int times) => OftenAsync(what, times, db =>
        {
            var after = place();
            return db.Events.Where(e => e.Topic == topic).Where(e => e.Sequence > after).OrderBy(e => e.Sequence).Take(WatchBatch).ToListAsync();
        });

        Task OftenAsync<T>(string what, int times, Func<GeolocationDb, Task<T>> read) => times == 1
            ? ExplainAsync(what, read)
            : Report.OftenAsync(sides, what, times, store => store.ReadAsync(read));

        async Task ExplainAsync<T>(string what, Func<GeolocationDb, Task<T>> read)
        {
            foreach (var side in sides)
            {
                side.Store.Plans.Explain(what);
                await side.Store.ReadAsync(read);
            }
        }
    }

    private static Task AppendAsync(Store store) => store.ChangeAsync(async db =>
    {
        for (var i = 0; i < 10; i++)
        {
            await db.Ledger.AppendAsync(new() { Topic = Usual, Resource = "geofences/hotspot-hotspot-1", Time = TimeProvider.System.GetUtcNow().UtcTicks, Payload = new byte[PayloadBytes] });
        }
    });

    // As the keeper does it, without its pauses: look, then delete what was seen.
    private async Task TrimAsync(Store store, Report report, string table)
    {
        var (looked, gone) = (0L, 0);
        var start = System.Diagnostics.Stopwatch.StartNew();
        while (gone < Most && await store.ReadAsync(db => db.OldEntriesAsync(looked, _now, TrimBatch, default)) is [.., var last] old)
        {
            store.Plans.Explain(gone == 0 ? "the keeper's DELETE" : null, "DELETE");
            await store.ChangeAsync(async db => gone += await db.TrimAsync(old, long.MaxValue, default));
            looked = last.Sequence;
        }

        report.Add("delete old events row by row", "rows/s", gone / start.Elapsed.TotalSeconds);
        report.Add("a month of them, by that", "s", rows / (double)Server.Parts / (gone / start.Elapsed.TotalSeconds));
        await report.OnceAsync($"vacuum after {gone:N0} were deleted", () => store.ExecuteAsync($"VACUUM {table}"));
    }
}
