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

        // What came so late that what it could prove wrong is gone is not judged; what comes next follows from what is kept.
        await app.ReportAsync(East("assets/boat", 35, 2), East("assets/boat", TimeSpan.FromHours(4).TotalSeconds, 2));
        var left = Assert.Single(await watch.ReadAsync(1));
        Assert.Equal(EventType.Exited, left.Type);
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
        var validator = new FenceOptionsValidator(Options.Create(new TrackOptions { Retention = TimeSpan.FromDays(90) }));

        var result = validator.Validate(null, new() { EventRetention = TimeSpan.FromDays(80), TrimBatch = 0, TurnBatch = 0 });

        Assert.Equal(["Geofences:EventRetention", "Geofences:TrimBatch", "Geofences:TurnBatch"], result.Failures!.Select(fault => fault.Split(' ')[0]));
    }

    private static Task<int> CleanAsync(GeolocationApp app) => app.Services.GetRequiredService<FenceCleaner>().CleanAsync(default);

    private sealed class Keeping(FakeTimeProvider clock, TestStore store) : GeolocationApp(clock, store: store)
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Geofences:EventRetention", Retention.ToString());
            builder.UseSetting("Tracks:Retention", Retention.ToString());
        }
    }
}

public sealed class FenceKeeperOnSqliteTests() : FenceKeeperTests(new SqliteTestStore());

public sealed class FenceKeeperOnPostgresTests() : FenceKeeperTests(new PostgresTestStore());
