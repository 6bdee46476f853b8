using Grpc.Core;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Geolocation.Storage;
using TaskForce.Geolocation.Tracks;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.GeolocationApp;

namespace TaskForce.Geolocation.Tests.Tracks;

/// <summary>How long tracks are kept, in any database; here, an hour and in batches of two.</summary>
public abstract class TrackKeeperTests(TestStore store) : IDisposable
{
    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task TrimAsync_OldPoints_AreGoneButTheLastKnownOfEachSubjectStays()
    {
        await using var app = new HourApp(store);
        await app.ReportAsync(Report("assets/one-boat", 0), Report("assets/two-boats", 7), Report("assets/one-boat", 9), Report("assets/one-boat", 4));
        await app.AgeAsync();
        await app.ReportAsync(Report("assets/one-boat", 3600));

        await app.Keeper.TrimAsync(default);

        Assert.Equal([3600.0], await TrackAsync(app, "assets/one-boat"));
        Assert.Equal([7.0], await TrackAsync(app, "assets/two-boats"));
    }

    [Fact]
    public async Task WatchPositions_PointsAfterTheCursorAreGone_IsRefusedAndFrom0BeginsWithTheLastKnown()
    {
        await using var app = new HourApp(store);
        await app.ReportAsync(Report("assets/one-boat", 0), Report("assets/one-boat", 1), Report("assets/one-boat", 2));
        await app.AgeAsync();
        await app.ReportAsync(Report("assets/one-boat", 3600));
        await app.Keeper.TrimAsync(default);

        using var late = app.Positions().WatchPositions(new() { After = 1 });
        await RefusedAsync(StatusCode.OutOfRange, "LOG_TRUNCATED", () => late.ResponseStream.MoveNext(default));
        using var afresh = app.Positions().WatchPositions(new());
        Assert.True(await afresh.ResponseStream.MoveNext(default));
        Assert.Equal(4, afresh.ResponseStream.Current.Sequence);
    }

    [Fact]
    public async Task TrimAsync_EverythingIsOld_KeepsTheEndOfTheTrack()
    {
        await using var app = new HourApp(store);
        await app.ReportAsync(Report("assets/one-boat", 9), Report("assets/one-boat", 3));
        await app.AgeAsync();

        await app.Keeper.TrimAsync(default);

        Assert.Equal([3.0, 9.0], await TrackAsync(app, "assets/one-boat"));
    }

    [Fact]
    public void Validate_EverythingWrong_NamesEveryFault() => Assert.Equal(
        [
            "Tracks:Retention must be 1 hour to 3653 days.",
            "Tracks:LogRetention must be 1 hour to 3653 days.",
            "Tracks:TrimBatch must be 1 to 100000.",
            "Tracks:PageEvery must be 1000 to 10000000.",
            "Tracks:PageInterval must be 1 second to 1 day.",
        ],
        new TrackOptionsValidator().Validate(null, new() { Retention = default, LogRetention = default, TrimBatch = 0, PageEvery = 0, PageInterval = default }).Failures);

    private static async Task<IEnumerable<double>> TrackAsync(GeolocationApp app, string subject) =>
        (await app.Positions().ListTrackPointsAsync(new() { Parent = $"positions/{subject}" })).TrackPoints
            .Select(point => (point.Report.EventTime.ToDateTimeOffset() - Noon).TotalSeconds);

    protected sealed class HourApp(TestStore store) : GeolocationApp(store)
    {
        internal TrackKeeper Keeper => Services.GetRequiredService<TrackKeeper>();

        // A minute at a time, as time goes by; and until the geofences have judged what there is, which is kept for them.
        public async Task AgeAsync()
        {
            var (journal, memory) = (Services.GetRequiredService<Journal<GeolocationDb>>(), Services.GetRequiredService<TrackMemory>());
            for (var minute = 0; minute < 61 || await journal.ReadAsync(db => db.FenceFollowers.Select(row => row.Cursor).FirstOrDefaultAsync(), default) < memory.CommittedSequence; minute++)
            {
                Clock.Advance(TimeSpan.FromMinutes(1));
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Tracks:Retention", "01:00:00");
            builder.UseSetting("Tracks:TrimBatch", "2");
        }
    }
}

public sealed class TrackKeeperOnSqliteTests() : TrackKeeperTests(new SqliteTestStore())
{
    [Fact]
    public async Task TrimAsync_OldPoints_AreNotEvenInTheFreePagesOfTheFile()
    {
        using var store = new SqliteTestStore();
        const double Latitude = 12.3456789;
        const double Longitude = 98.7654321;
        byte[] place = [.. BitConverter.GetBytes(Fix.Units(Latitude)), .. BitConverter.GetBytes(Fix.Units(Longitude))];
        await using (var app = new HourApp(store))
        {
            await app.ReportAsync(Report("assets/one-boat", 0, Latitude, Longitude));
        }

        Assert.True(Holds(store, place));
        await using (var app = new HourApp(store))
        {
            await app.AgeAsync();
            await app.ReportAsync(Report("assets/one-boat", 3600));
            Assert.NotEqual(0, await app.Keeper.TrimAsync(default));
        }

        Assert.False(Holds(store, place));
    }

    private static bool Holds(SqliteTestStore store, byte[] bytes) =>
        File.ReadAllBytes(Path.Combine(store.Directory, "geolocation.db")).AsSpan().IndexOf(bytes) >= 0;
}

public sealed class TrackKeeperOnPostgresTests() : TrackKeeperTests(new PostgresTestStore());
