using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.Geofences.FenceWorld;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using Cause = TaskForce.Geolocation.V1.GeofenceEvent.Types.Cause;
using EventType = TaskForce.Geolocation.V1.GeofenceEvent.Types.Type;

namespace TaskForce.Geolocation.Tests.Geofences;

public abstract partial class FenceFollowerTests : IDisposable
{
    private readonly TestStore _store;
    private readonly Microsoft.Extensions.Time.Testing.FakeTimeProvider _clock = NewClock();

    private protected FenceFollowerTests(TestStore store) => _store = store;

    public void Dispose()
    {
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Watch_SubjectPasses_TellsWhatItDidInEventTime()
    {
        await using var app = Start();
        var fence = await app.CreateAsync(Quay());
        using var watch = app.Fences().WatchGeofenceEvents(new() { Filter = new() { Geofence = fence.Name } });
        _clock.Advance(TimeSpan.FromHours(1));

        await app.ReportAsync(East("assets/boat", 10, 2), East("assets/boat", 20, 0), East("assets/boat", 30, -2), East("assets/boat", 40, 2));
        var seen = await watch.ReadAsync(3);

        Assert.Equal([(20, EventType.Entered), (30, EventType.Exited), (40, EventType.Crossed)], seen.Select(FenceWorld.Gist));
        Assert.All(seen, change => Assert.Equal(("assets/boat", fence.Name), (change.Subject, change.Geofence)));
        Assert.Equal(seen.Select(change => change.Name), (await app.EventsAsync(fence.Name)).Select(change => change.Name));
    }

    [Fact]
    public async Task Watch_LatePositionProvesAnEventWrong_TakesItBackAndTellsTheRightOneLinked()
    {
        await using var app = Start();
        var fence = await app.CreateAsync(Quay());
        using var watch = app.Fences().WatchGeofenceEvents(new());
        _clock.Advance(TimeSpan.FromHours(3));
        await app.ReportAsync(East("assets/boat", 0, 3), East("assets/boat", 3600, 0));
        var wrong = Assert.Single(await watch.ReadAsync(1));

        await app.ReportAsync(East("assets/boat", 1200, 0.1));
        var mended = await watch.ReadAsync(2);

        Assert.Equal([(3600, EventType.Retracted), (1200, EventType.Entered)], mended.Select(FenceWorld.Gist));
        Assert.Equal((wrong.Name, EventType.Entered, mended[1].Name), (mended[0].Retracts, mended[0].RetractedType, mended[0].ReplacedBy));
        Assert.Equal(wrong.Name, mended[1].Replaces);
        Assert.Equal(mended[1].Name, Assert.Single(await app.EventsAsync(fence.Name)).Name);
        var all = await app.EventsAsync(fence.Name, all: true);
        Assert.Equal([("", ""), (mended[0].Name, mended[1].Name)], all.Select(change => (change.Retraction, change.ReplacedBy)));
    }

    [Fact]
    public async Task Create_SubjectsAreThere_TellsWhoIsInsideAndOfNamedOnesWhoIsNot()
    {
        await using var app = Start();
        await app.ReportAsync(East("assets/here", -5, 0), East("assets/there", -5, 9));
        using var watch = app.Fences().WatchGeofenceEvents(new());

        await app.CreateAsync(Quay());
        var everyone = await watch.ReadAsync(1);
        await app.CreateAsync(Quay("assets/here", "assets/there", "assets/nowhere"));
        var named = await watch.ReadAsync(2);

        Assert.Equal([("assets/here", EventType.Inside)], everyone.Select(change => (change.Subject, change.Type)));
        Assert.Equal([("assets/here", EventType.Inside), ("assets/there", EventType.Outside)], named.OrderBy(change => change.Subject).Select(change => (change.Subject, change.Type)));
        Assert.All(named, change => Assert.Equal((Cause.FenceBegan, Noon), (change.Cause, change.EventTime.ToDateTimeOffset())));
    }

    [Fact]
    public async Task Around_TeamSplitsAndMeets_IsTold()
    {
        await using var app = Start();
        await app.CreateAsync(new()
        {
            DisplayName = "With the leader",
            Around = new() { Subject = "assets/leader", RadiusMetres = 300 },
            Subjects = { "assets/second" },
        });
        using var watch = app.Fences().WatchGeofenceEvents(new());
        _clock.Advance(TimeSpan.FromHours(1));

        await app.ReportAsync(East("assets/leader", 10, 0), East("assets/second", 20, 0.1));
        await app.ReportAsync(East("assets/leader", 30, 1));
        var seen = await watch.ReadAsync(2);
        await app.ReportAsync(East("assets/second", 25, 0.9));
        var mended = await watch.ReadAsync(3);

        Assert.Equal([(20, EventType.Entered), (30, EventType.Exited)], seen.Select(FenceWorld.Gist));
        Assert.Equal([(30, EventType.Retracted), (25, EventType.Exited), (30, EventType.Entered)], mended.Select(FenceWorld.Gist));
    }

    private GeolocationApp Start() => new(_clock, store: _store);
}

public sealed class SqliteFenceFollowerTests() : FenceFollowerTests(new SqliteTestStore());

public sealed class PostgresFenceFollowerTests() : FenceFollowerTests(new PostgresTestStore());
