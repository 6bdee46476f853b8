using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Geolocation.Geofences;
using TaskForce.Geolocation.Storage;
using TaskForce.Geolocation.Tracks;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.Geofences.FenceWorld;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using EventType = TaskForce.Geolocation.V1.GeofenceEvent.Types.Type;

namespace TaskForce.Geolocation.Tests.Geofences;

/// <summary>Events are kept for as long as the options say.</summary>
public abstract class FenceKeeperTests(TestStore store) : IDisposable
{
    private static readonly TimeSpan Retention = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _clock = NewClock();

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Clean_OldEvents_GoSaveTheOneThatSaysWhereTheSubjectIs()
    {
        await using var app = new Keeping(_clock, store);
        var fence = (await app.CreateAsync(Quay())).Name;
        using var watch = app.Fences().WatchGeofenceEvents(new());
        _clock.Advance(TimeSpan.FromHours(1));
        await app.ReportAsync(East("assets/boat", 20, 0), East("assets/boat", 30, 2), East("assets/boat", 40, 0));
        await watch.ReadAsync(3);

        _clock.Advance(Retention + TimeSpan.FromHours(2));
        // The service may have begun with it by itself; when this is done all is.
        await CleanAsync(app);
        Assert.Equal([(40, EventType.Entered)], (await app.EventsAsync(fence)).Select(FenceWorld.Gist));
        Assert.Equal(0, await CleanAsync(app));

        var kept = Assert.Single(await app.EventsAsync(fence));
        Assert.Null(kept.Location);

        // Two events, and the place of the one that stays.
        var deletions = new V1.DeletionService.DeletionServiceClient(app.As("auditor.de"));
        var proof = (await deletions.ListDeletionsAsync(new())).Deletions.Where(record => record.Kind == V1.Deletion.Types.Kind.FenceEvents).ToList();
        Assert.Equal(3, proof.Sum(record => record.Points));
        Assert.All(proof, record => Assert.Equal(32, record.Sha256.Length));
        Assert.Equal(0, (await deletions.VerifyDeletionAsync(new())).Tables.Single(table => table.Table_ == "fence_events").Remaining);

        // What came so late that what it could prove wrong is gone is not judged; what comes next follows from what is kept.
        await app.ReportAsync(East("assets/boat", 35, 2), East("assets/boat", TimeSpan.FromHours(4).TotalSeconds, 2));
        var left = Assert.Single(await watch.ReadAsync(1));
        Assert.Equal(EventType.Exited, left.Type);
    }

    [Fact]
    public async Task Clean_NationThatKeepsLonger_KeepsItsEventsOnly()
    {
        await using var app = new Keeping(_clock, store, ("Geofences:EventRetentionByNation:MA", "1.00:00:00"));
        var fence = (await app.CreateAsync(Quay())).Name;
        using var watch = app.Fences().WatchGeofenceEvents(new());
        using var theirs = app.Fences("dispatcher.ma").WatchGeofenceEvents(new());
        _clock.Advance(TimeSpan.FromHours(1));
        await app.ReportAsync(East("assets/de-boat", 20, 0), East("assets/de-boat", 30, 2));
        await app.Positions("partner.ma").ReportPositionsAsync(new() { Reports = { East("assets/ma-boat", 20, 0), East("assets/ma-boat", 30, 2) } });
        await watch.ReadAsync(2);
        await theirs.ReadAsync(2);

        _clock.Advance(Retention + TimeSpan.FromHours(2));
        await CleanAsync(app);

        // Of the one only that it is outside.
        Assert.Null(Assert.Single(await app.EventsAsync(fence)).Location);
        var kept = await app.Fences("dispatcher.ma").ListGeofenceEventsAsync(new() { Parent = fence });
        Assert.Equal([EventType.Entered, EventType.Exited], kept.Events.Select(each => each.Type));
        Assert.All(kept.Events, each => Assert.NotNull(each.Location));
    }

    [Fact]
    public async Task Clean_FenceEndedLongAgo_NothingOfItStays()
    {
        await using var app = new Keeping(_clock, store);
        var fence = (await app.CreateAsync(Quay())).Name;
        await app.CreateAsync(Quay());
        using var watch = app.Fences().WatchGeofenceEvents(new() { Filter = new() { Geofence = fence } });
        _clock.Advance(TimeSpan.FromHours(1));
        await app.ReportAsync(East("assets/boat", 20, 0));
        await watch.ReadAsync(1);
        await app.Fences().DeleteGeofenceAsync(new() { Name = fence });
        await watch.ReadAsync(1);
        await app.CreateAsync(Quay());

        _clock.Advance(Retention + TimeSpan.FromHours(2));
        await CleanAsync(app);

        Assert.Empty(await app.EventsAsync(fence, all: true));
        Assert.Equal(0, await app.Services.GetRequiredService<Journal<GeolocationDb>>().ReadAsync(db => db.FenceEditions.CountAsync(row => row.Fence == fence), default));
    }

    [Fact]
    public void Options_ShorterThanTheTracks_AreRefusedWithEveryFault()
    {
        var tracks = new TrackOptions { Retention = TimeSpan.FromDays(90), RetentionByNation = { ["MA"] = TimeSpan.FromDays(100) } };
        var validator = new FenceOptionsValidator(Options.Create(tracks));

        var result = validator.Validate(null, new() { EventRetention = TimeSpan.FromDays(80), EventRetentionByNation = { ["DE"] = TimeSpan.FromDays(89) }, TrimBatch = 0, TurnBatch = 0 });

        Assert.Equal(
            ["Geofences:EventRetention", "Geofences:EventRetentionByNation:DE", "Geofences:EventRetentionByNation:MA", "Geofences:TrimBatch", "Geofences:TurnBatch"], result.Failures!.Select(fault => fault.Split(' ')[0]));
    }

    private static Task<int> CleanAsync(GeolocationApp app) => app.Services.GetRequiredService<FenceCleaner>().CleanAsync(default);

    private sealed class Keeping(FakeTimeProvider clock, TestStore store, params (string Key, string Value)[] settings) : GeolocationApp(clock, store: store)
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Geofences:EventRetention", Retention.ToString());
            builder.UseSetting("Tracks:Retention", Retention.ToString());
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }
        }
    }
}

public sealed class FenceKeeperOnSqliteTests() : FenceKeeperTests(new SqliteTestStore());

public sealed class FenceKeeperOnPostgresTests() : FenceKeeperTests(new PostgresTestStore());
