using static TaskForce.Geolocation.Tests.Geofences.FenceWorld;
using EventType = TaskForce.Geolocation.V1.GeofenceEvent.Types.Type;

namespace TaskForce.Geolocation.Tests.Geofences;

/// <summary>Fences about those who are not named one by one.</summary>
public abstract partial class FenceFollowerTests
{
    [Fact]
    public async Task Subjects_ByTheBeginningOfTheirNames_AreThoseAndNobodyElse()
    {
        await using var app = Start();
        var fence = await app.CreateAsync(Quay("assets/boat-*"));
        using var watch = app.Fences().WatchGeofenceEvents(new() { Filter = new() { Geofence = fence.Name[..^2] + "*" } });
        _clock.Advance(TimeSpan.FromHours(1));

        await app.ReportAsync(East("assets/boat-one", 10, 0), East("assets/van-one", 20, 0), East("assets/boat-two", 30, 0));
        var seen = await watch.ReadAsync(2);

        Assert.Equal([("assets/boat-one", EventType.Entered), ("assets/boat-two", EventType.Entered)], seen.Select(change => (change.Subject, change.Type)));
    }

    /// <summary>The example of the guide: a member farther than so many metres from the leader.</summary>
    [Fact]
    public async Task Around_TeamByTheBeginningOfItsNames_TellsWhoIsTooFarFromTheLeader()
    {
        await using var app = Start();
        await app.ReportAsync(East("assets/team-lead", -20, 0), East("assets/team-anna", -10, 0.1));
        using var watch = app.Fences().WatchGeofenceEvents(new());
        await app.CreateAsync(new() { DisplayName = "With the leader", Around = new() { Subject = "assets/team-lead", RadiusMetres = 300 }, Subjects = { "assets/team-*" } });
        var began = await watch.ReadAsync(1);
        _clock.Advance(TimeSpan.FromHours(1));

        // One who was never seen before meets them, the other is left behind, and a late position shows that the leader had waited.
        await app.ReportAsync(East("assets/team-badr", 20, 0.1), East("assets/other", 30, 0));
        await app.ReportAsync(East("assets/team-lead", 60, 1), East("assets/team-badr", 70, 1.1));
        var seen = await watch.ReadAsync(4);
        await app.ReportAsync(East("assets/team-lead", 80, 0.1));
        var rejoined = await watch.ReadAsync(2);
        await app.ReportAsync(East("assets/team-anna", 65, 0.9));
        var mended = await watch.ReadAsync(3);

        Assert.Equal([("assets/team-anna", EventType.Inside)], began.Select(Who));
        Assert.Equal([("assets/team-anna", EventType.Exited), ("assets/team-badr", EventType.Entered), ("assets/team-badr", EventType.Entered), ("assets/team-badr", EventType.Exited)],
            seen.Select(Who).Order());
        Assert.Equal([("assets/team-anna", EventType.Entered), ("assets/team-badr", EventType.Exited)], rejoined.Select(Who).Order());
        Assert.Equal([(80, EventType.Retracted), (65, EventType.Entered), (80, EventType.Exited)], mended.Select(FenceWorld.Gist));

        static (string, EventType) Who(V1.GeofenceEvent change) => (change.Subject, change.Type);
    }
}
