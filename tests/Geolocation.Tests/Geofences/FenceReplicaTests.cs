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
}
