using Microsoft.Extensions.DependencyInjection;
using TaskForce.Geolocation.Tracks;
using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.GeolocationApp;

namespace TaskForce.Geolocation.Tests.Tracks;

public abstract class LastBeforeTests(TestStore store) : IDisposable
{
    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task LastBeforeAsync_PointsInPagesAndInMemory_FindsTheLastOfAll()
    {
        await using var app = new GeolocationApp(store);
        await app.ReportAsync(Report("assets/boat", 10), Report("assets/boat", 20), Report("assets/other", 18));
        await PageAsync(app);
        await app.ReportAsync(Report("assets/boat", -7200), Report("assets/boat", 15));
        await PageAsync(app);
        await app.ReportAsync(Report("assets/boat", 30), Report("assets/boat", 17));

        double[] times = [31, 30, 20, 17, 15, 10, -7200];
        Assert.Equal([30, 20, 17, 15, 10, -7200, null], await Task.WhenAll(times.Select(time => LastBeforeAsync(app, "assets/boat", time))));
    }

    [Fact]
    public async Task LastBeforeAsync_ReportedFirstAfterOthersWerePaged_HasNoneBeforeAndFindsItsOwn()
    {
        await using (var app = new GeolocationApp(store))
        {
            await app.ReportAsync(Report("assets/other", 0));
            await PageAsync(app);
            await app.ReportAsync(Report("assets/boat", 10));
            await app.ReportAsync(Report("assets/boat", 5));
            await PageAsync(app);

            Assert.Null(await LastBeforeAsync(app, "assets/boat", 5));
            Assert.Equal(5, await LastBeforeAsync(app, "assets/boat", 10));
        }

        // Another process does not know since when there is one.
        await using var restarted = new GeolocationApp(store);
        Assert.Null(await LastBeforeAsync(restarted, "assets/boat", 5));
        Assert.Equal(5, await LastBeforeAsync(restarted, "assets/boat", 10));
    }

    [Fact]
    public async Task LastBeforeAsync_LaterSequences_DoNotCount()
    {
        await using var app = new GeolocationApp(store);
        await app.ReportAsync(Report("assets/boat", 10));
        var end = await app.EndAsync();
        await app.ReportAsync(Report("assets/boat", 20));
        await PageAsync(app);

        Assert.Equal(10, await LastBeforeAsync(app, "assets/boat", 30, end));
        Assert.Equal(20, await LastBeforeAsync(app, "assets/boat", 30));
    }

    private static async Task<double?> LastBeforeAsync(GeolocationApp app, string subject, double seconds, long upTo = long.MaxValue) =>
        (await app.Services.GetRequiredService<TrackStore>().LastBeforeAsync(subject, Noon.AddSeconds(seconds), upTo, default) is { } point
            ? (point.EventTime - Noon).TotalSeconds : null);

    private static Task PageAsync(GeolocationApp app) => app.Services.GetRequiredService<TrackPager>().PageAsync(default);
}

public sealed class LastBeforeOnSqliteTests() : LastBeforeTests(new SqliteTestStore());

public sealed class LastBeforeOnPostgresTests() : LastBeforeTests(new PostgresTestStore());

public sealed class LastBeforeOnPartitionsTests() : LastBeforeTests(new PartitionedTestStore("events", "track_pages"));
