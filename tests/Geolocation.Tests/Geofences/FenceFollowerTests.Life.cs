using static TaskForce.Geolocation.Tests.Geofences.FenceWorld;
using Cause = TaskForce.Geolocation.V1.GeofenceEvent.Types.Cause;
using EventType = TaskForce.Geolocation.V1.GeofenceEvent.Types.Type;

namespace TaskForce.Geolocation.Tests.Geofences;

/// <summary>How fences end and change, and what a restart leaves.</summary>
public abstract partial class FenceFollowerTests
{
    [Fact]
    public async Task Expiry_SubjectIsInside_IsToldAndLateReportsStillCount()
    {
        await using var app = Start();
        var fence = Quay();
        fence.Validity = new() { EndTime = At(600) };
        fence = await app.CreateAsync(fence);
        using var watch = app.Fences().WatchGeofenceEvents(new());
        _clock.Advance(TimeSpan.FromSeconds(300));
        await app.ReportAsync(East("assets/boat", 100, 0));
        await watch.ReadAsync(1);

        _clock.Advance(TimeSpan.FromHours(1));
        var end = Assert.Single(await watch.ReadAsync(1));
        await app.ReportAsync(East("assets/boat", 700, 3), East("assets/boat", 400, 2));
        var mended = await watch.ReadAsync(2);

        Assert.Equal(((600, EventType.Inside), Cause.FenceEnded), (end.Gist(), end.Cause));
        Assert.Equal([(600, EventType.Retracted), (400, EventType.Exited)], mended.Select(FenceWorld.Gist));
    }

    [Fact]
    public async Task Update_OfTheArea_BeginsAnew()
    {
        await using var app = Start();
        await app.ReportAsync(East("assets/boat", -5, 0));
        var fence = await app.CreateAsync(Quay());
        using var watch = app.Fences().WatchGeofenceEvents(new());
        await watch.ReadAsync(1);
        _clock.Advance(TimeSpan.FromMinutes(1));

        fence.Area.Circle.Center.Longitude = -4;
        await app.Fences().UpdateGeofenceAsync(new() { Geofence = fence, UpdateMask = new() { Paths = { "area" } } });
        var ended = Assert.Single(await watch.ReadAsync(1));
        _clock.Advance(TimeSpan.FromMinutes(1));
        await app.Fences().DeleteGeofenceAsync(new() { Name = fence.Name });
        await app.ReportAsync(East("assets/boat", 70, 135));
        var entered = Assert.Single(await watch.ReadAsync(1));

        Assert.Equal(((60, EventType.Inside), Cause.FenceEnded), (ended.Gist(), ended.Cause));
        Assert.Equal((70, EventType.Entered), entered.Gist());
    }

    [Fact]
    public async Task Restart_BetweenReports_LosesAndRepeatsNothing()
    {
        string name;
        await using (var first = Start())
        {
            name = (await first.CreateAsync(Quay())).Name;
            using var before = first.Fences().WatchGeofenceEvents(new());
            _clock.Advance(TimeSpan.FromHours(1));
            await first.ReportAsync(East("assets/boat", 10, 2), East("assets/boat", 20, 0));
            await before.ReadAsync(1);
            await first.ReportAsync(East("assets/boat", 30, 2));
        }

        await using var second = Start();
        using var watch = second.Fences().WatchGeofenceEvents(new());
        await second.ReportAsync(East("assets/boat", 40, 0), East("assets/boat", 15, 0));
        await watch.ReadAsync(5);

        Assert.Equal([(15, EventType.Entered), (30, EventType.Exited), (40, EventType.Entered)], (await second.EventsAsync(name)).Select(FenceWorld.Gist));
    }
}
