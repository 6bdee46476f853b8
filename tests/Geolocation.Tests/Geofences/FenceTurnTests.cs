using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.Geofences.FenceWorld;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using EventType = TaskForce.Geolocation.V1.GeofenceEvent.Types.Type;

namespace TaskForce.Geolocation.Tests.Geofences;

/// <summary>A fence that begins or ends round many tells of them in parts.</summary>
public abstract class FenceTurnTests(TestStore store) : IDisposable
{
    private static readonly string[] Boats = [.. Enumerable.Range(1, 7).Select(i => $"assets/boat-{i}")];

    private readonly FakeTimeProvider _clock = NewClock();

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Turns_OfMany_AreToldOnceEach()
    {
        await using var app = new InPartsOfTwo(_clock, store);
        await app.ReportAsync([.. Boats.Select((boat, i) => East(boat, -10 - i, 0))]);
        using var watch = app.Fences().WatchGeofenceEvents(new());

        var fence = await app.CreateAsync(Quay());
        var began = await watch.ReadAsync(Boats.Length);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await app.Fences().DeleteGeofenceAsync(new() { Name = fence.Name });
        var ended = await watch.ReadAsync(Boats.Length);

        Assert.Equal([.. Boats.Select(boat => (boat, EventType.Inside))], began.Select(change => (change.Subject, change.Type)).Order());
        Assert.Equal([.. Boats.Select(boat => (boat, EventType.Inside))], ended.Select(change => (change.Subject, change.Type)).Order());
    }

    /// <summary>The process died when four were told of; another goes on.</summary>
    [Fact]
    public async Task Begin_DiedBetweenTwoParts_GoesOnAndTellsNobodyTwice()
    {
        string fence;
        List<string> missing;
        await using (var first = new InPartsOfTwo(_clock, store))
        {
            await first.ReportAsync([.. Boats.Select((boat, i) => East(boat, -10 - i, 0))]);
            using var before = first.Fences().WatchGeofenceEvents(new());
            fence = (await first.CreateAsync(Quay())).Name;
            await before.ReadAsync(Boats.Length);
            missing = await first.Services.GetRequiredService<Journal<GeolocationDb>>().ChangeAsync(async db =>
            {
                // As the store is after the second part.
                var rest = await db.FenceEvents.OrderBy(row => row.Id).Skip(4).ToListAsync();
                db.FenceEvents.RemoveRange(rest);
                (await db.FenceEditions.SingleAsync()).HasBegun = false;
                return rest.ConvertAll(row => row.Subject);
            }, default);
        }

        await using var second = new InPartsOfTwo(_clock, store);
        using var watch = second.Fences().WatchGeofenceEvents(new() { After = await EndAsync(second) });
        var told = await watch.ReadAsync(missing.Count);

        Assert.Equal(missing.Order(), told.Select(change => change.Subject).Order());
        Assert.Equal(Boats, (await second.EventsAsync(fence)).Select(change => change.Subject).Order());
    }

    // The events of before: what the first process has told.
    private static async Task<long> EndAsync(GeolocationApp app)
    {
        using var all = app.Fences().WatchGeofenceEvents(new());
        return (await all.ReadAsync(Boats.Length))[^1].Sequence;
    }

    private sealed class InPartsOfTwo(FakeTimeProvider clock, TestStore store) : GeolocationApp(clock, store: store)
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Geofences:TurnBatch", "2");
        }
    }
}

public sealed class FenceTurnOnSqliteTests() : FenceTurnTests(new SqliteTestStore());

public sealed class FenceTurnOnPostgresTests() : FenceTurnTests(new PostgresTestStore());
