using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Geolocation.Geofences.Following;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.Geofences.FenceWorld;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using EventType = TaskForce.Geolocation.V1.GeofenceEvent.Types.Type;

namespace TaskForce.Geolocation.Tests.Geofences;

/// <summary>What holds when several processes of the service share a PostgreSQL database.</summary>
public sealed class FenceReplicaTests : IDisposable
{
    private readonly PostgresTestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Watch_OneOfTwoReplicasStops_TheOtherGoesOnAndEveryEventIsToldOnce()
    {
        var clock = NewClock();
        await using var two = new GeolocationApp(clock, store: _store);
        string name;
        await using (var one = new GeolocationApp(clock, store: _store))
        {
            name = (await one.CreateAsync(Quay())).Name;
            using var before = two.Fences().WatchGeofenceEvents(new());
            clock.Advance(TimeSpan.FromMinutes(5));
            await one.ReportAsync(East("assets/boat", 10, 2), East("assets/boat", 20, 0));
            await two.ReportAsync(East("assets/boat", 30, 2));
            await before.ReadAsync(2);
        }

        using var watch = two.Fences().WatchGeofenceEvents(new());
        // A process that stands by looks again when the lease may be over.
        clock.Advance(TimeSpan.FromSeconds(30));
        await two.ReportAsync(East("assets/boat", 40, 0));
        var seen = await watch.ReadAsync(3);

        Assert.Equal([(20, EventType.Entered), (30, EventType.Exited), (40, EventType.Entered)], seen.Select(FenceWorld.Gist));
        Assert.Equal(seen.Select(change => change.Name), (await two.EventsAsync(name, all: true)).Select(change => change.Name));
    }

    /// <summary>A process that is killed gives nothing back: its lease must run out.</summary>
    [Fact]
    public async Task Watch_TheReplicaThatJudgesIsKilled_AnotherTakesOverWhenItsLeaseHasRunOut()
    {
        var clock = NewClock();
        await using var app = new GeolocationApp(clock, store: _store);
        var name = (await app.CreateAsync(Quay())).Name;
        using var watch = app.Fences().WatchGeofenceEvents(new());
        clock.Advance(TimeSpan.FromMinutes(5));
        await app.ReportAsync(East("assets/boat", 10, 2), East("assets/boat", 20, 0));
        var before = await watch.ReadAsync(1);

        // Another had judged up to here and is no more; this one, which has lost the lease to it, must write nothing until it has it again.
        var journal = app.Services.GetRequiredService<Journal<GeolocationDb>>();
        await journal.ChangeAsync(async db =>
        {
            var row = await db.FenceFollowers.SingleAsync();
            (row.Holder, row.LeaseUntil) = ("killed", clock.GetUtcNow() + FenceLease.Length);
            return true;
        }, default);
        await app.ReportAsync(East("assets/boat", 30, 2), East("assets/boat", 40, 0), East("assets/boat", 15, 0));
        Assert.Equal("killed", await HolderAsync());

        clock.Advance(FenceLease.Length + TimeSpan.FromSeconds(5));
        var next = watch.ReadAsync(4);
        while (!next.IsCompleted)
        {
            // It looks for the lease by its clock.
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(next, HolderAsync());
        }

        Assert.NotEqual("killed", await HolderAsync());
        Assert.Equal([(15, EventType.Entered), (30, EventType.Exited), (40, EventType.Entered)], (await app.EventsAsync(name)).Select(FenceWorld.Gist));
        Assert.Equal(5, before.Concat(await next).Select(change => change.Name).Distinct().Count());

        Task<string> HolderAsync() => journal.ReadAsync(async db => (await db.FenceFollowers.AsNoTracking().SingleAsync()).Holder, default);
    }
}
