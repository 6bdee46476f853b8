using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.Disclosures.DisclosureWorld;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;
using State = TaskForce.Geolocation.V1.Position.Types.State;

namespace TaskForce.Geolocation.Tests.Disclosures;

/// <summary>What a watch of Morocco is told of a subject of Germany.</summary>
public sealed class SightWatchTests : IAsyncDisposable
{
    private const string Boat = "assets/boat-of-germany";

    private readonly GeolocationApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Watch_NothingDisclosed_TellsNothing()
    {
        await _app.ReportAsync(Report(Boat, -10));
        using var watch = await _app.WatchAsync();

        Assert.Empty(await watch.ReadToBeatAsync());
    }

    [Fact]
    public async Task Watch_DisclosedThenEnded_TellsThePositionAndOnceThatItIsWithheld()
    {
        await _app.ReportAsync(Report(Boat, -10));
        using var watch = await _app.WatchAsync();
        await watch.ReadToBeatAsync();

        var disclosure = await _app.DiscloseAsync(Of(Boat, -20));
        var shown = Assert.Single(await watch.ReadAsync(1));
        await _app.ReportAsync(Report(Boat, -5));
        var moved = Assert.Single(await watch.ReadAsync(1));
        await _app.EndAsync(disclosure);
        var hidden = Assert.Single(await watch.ReadAsync(1));
        await _app.ReportAsync(Report(Boat, 1), Report(Boat, 2));
        await _app.DiscloseAsync(Of(Boat, 2));
        var again = Assert.Single(await watch.ReadAsync(1));

        Assert.Equal((EventType.StateChanged, At(-10)), (shown.Type, shown.Position.Report.EventTime));
        Assert.Equal((EventType.Moved, At(-5)), (moved.Type, moved.Position.Report.EventTime));
        Assert.Equal((EventType.StateChanged, State.Withheld), (hidden.Type, hidden.Position.State));
        Assert.Null(hidden.Position.Report);
        Assert.Equal((EventType.StateChanged, At(2)), (again.Type, again.Position.Report.EventTime));
    }

    [Fact]
    public async Task Watch_LateReports_TellsThoseFromWithinTheAssignment()
    {
        await _app.DiscloseAsync(Of(Boat, -100));
        await _app.ReportAsync(Report(Boat, -10));
        using var watch = await _app.WatchAsync();
        await watch.ReadAsync(1);

        await _app.ReportAsync(Report(Boat, -200), Report(Boat, -50), Report(Boat, -5));
        var seen = await watch.ReadAsync(2);

        Assert.Equal([(EventType.Late, -50), (EventType.Moved, -5)], seen.Select(change => (change.Type, SecondOf(change.Position.Report.EventTime))));
    }

    [Fact]
    public async Task Watch_ReportFromWithinComesAfterTheEnd_IsForTheTrackOnly()
    {
        var disclosure = await _app.DiscloseAsync(Of(Boat, -100));
        await _app.ReportAsync(Report(Boat, -80));
        await _app.EndAsync(disclosure, at: -50);
        using var watch = await _app.WatchAsync();
        await watch.ReadToBeatAsync();

        await _app.ReportAsync(Report(Boat, -60), Report(Boat, -40));
        await _app.ReportAsync(Report(Boat, -55));
        var seen = await watch.ReadAsync(2);

        Assert.Equal([(EventType.Late, -60), (EventType.Late, -55)], seen.Select(change => (change.Type, SecondOf(change.Position.Report.EventTime))));
        Assert.All(seen, change => Assert.Equal(State.Unspecified, change.Position.State));
    }

    [Fact]
    public async Task Watch_LeaseEndsWithNobodyToRenewIt_TellsThatItIsWithheld()
    {
        await _app.DiscloseAsync(Of(Boat, -100));
        await _app.ReportAsync(Report(Boat, -10));
        using var watch = await _app.WatchAsync();
        await watch.ReadAsync(1);

        _app.Clock.Advance(TimeSpan.FromHours(1));
        var seen = await watch.ReadUntilAsync(change => change.Position?.State == State.Withheld);

        Assert.Null(seen.Position.Report);
        Assert.Equal(State.Withheld, (await _app.PositionAsync(Boat)).State);
    }

    [Fact]
    public async Task Watch_LeaseIsRenewedAfterItEnded_ShowsThePositionAgain()
    {
        var disclosure = await _app.DiscloseAsync(Of(Boat, -100));
        await _app.ReportAsync(Report(Boat, -10));
        _app.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(State.Withheld, (await _app.PositionAsync(Boat)).State);

        await _app.Disclosures().UpdateDisclosureAsync(new() { Disclosure = new() { Name = disclosure.Name, ExpireTime = At(9000) } });

        Assert.Equal(State.Silent, (await _app.PositionAsync(Boat)).State);
    }

    [Fact]
    public async Task Watch_EndedWhileTheWatcherWasAway_IsToldWhenItGoesOn()
    {
        var disclosure = await _app.DiscloseAsync(Of(Boat, -100));
        await _app.ReportAsync(Report(Boat, -10));
        long cursor;
        using (var first = await _app.WatchAsync())
        {
            cursor = Assert.Single(await first.ReadAsync(1)).Sequence;
        }

        await _app.EndAsync(disclosure, at: -5);
        await _app.ReportAsync(Report(Boat, -7), Report(Boat, -3));
        using var second = await _app.WatchAsync(cursor);
        var seen = await second.ReadToBeatAsync();

        Assert.Equal([EventType.Late, EventType.StateChanged], seen.Select(change => change.Type));
        Assert.Equal(At(-7), seen[0].Position.Report.EventTime);
        Assert.Equal(State.Withheld, seen[1].Position.State);
    }

    [Fact]
    public async Task Watch_AnotherAreaIsWatched_DoesNotTellThatItIsInThere()
    {
        await _app.ReportAsync(Report(Boat, -10));
        var area = new Type.V1.Area { Circle = new() { Center = new() { Latitude = 35.89, Longitude = -5.5 }, RadiusMetres = 100 } };
        using var watch = _app.Positions("dispatcher.ma").WatchPositions(new() { Filter = new() { Area = area } });

        Assert.Empty(await watch.ReadToBeatAsync());
    }

    [Fact]
    public async Task Disclosure_ServiceIsStartedAgain_Holds()
    {
        using var store = new SqliteTestStore();
        await using (var first = new GeolocationApp(store))
        {
            await first.DiscloseAsync(Of(Boat, -100));
            await first.ReportAsync(Report(Boat, -10));
        }

        await using var second = new GeolocationApp(store);

        Assert.Equal(At(-10), (await second.PositionAsync(Boat)).Report.EventTime);
    }

    [Fact]
    public async Task Disclosure_MadeOnAnotherReplica_IsSeenAndEndsOnThisOne()
    {
        using var store = new PostgresTestStore();
        await using var one = new GeolocationApp(store);
        await using var two = new GeolocationApp(store);
        using var watch = await two.WatchAsync();
        await watch.ReadToBeatAsync();
        await one.ReportAsync(Report(Boat, -10));

        var disclosure = await one.DiscloseAsync(Of(Boat, -100));
        var shown = Assert.Single(await watch.ReadAsync(1));
        await one.EndAsync(disclosure);
        var hidden = Assert.Single(await watch.ReadAsync(1));

        Assert.Equal(At(-10), shown.Position.Report.EventTime);
        Assert.Equal(State.Withheld, hidden.Position.State);
        Assert.Equal(State.Withheld, (await two.PositionAsync(Boat)).State);
    }
}
