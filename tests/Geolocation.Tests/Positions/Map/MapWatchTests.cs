using System.Net.Http.Headers;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TaskForce.Client;
using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;
using State = TaskForce.Geolocation.V1.Position.Types.State;
using WatchCall = Grpc.Core.AsyncServerStreamingCall<TaskForce.Geolocation.V1.PositionEvent>;

namespace TaskForce.Geolocation.Tests.Positions.Map;

/// <summary>Maps as callers see them, in any database.</summary>
public abstract class MapWatchTests(TestStore store) : IDisposable
{
    private const string Boat = "assets/one-boat";
    private const string Other = "assets/other-boat";

    // So that an event that never comes fails the test instead of hanging it.
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(2));

    private CancellationToken Cancellation => _limit.Token;

    public void Dispose()
    {
        _limit.Dispose();
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task WatchPositions_WithAView_TellsWhatIsThereThenWhatChangesAndWhoLeaves()
    {
        await using var app = new GeolocationApp(store);
        await ReportAsync(app, At(Boat, 0), At(Other, 0, 40));
        using var watch = Watch(app, zoom: 10);
        var map = new PositionMap();

        var first = await ReadAsync(watch, map, 2);
        Assert.Equal([EventType.Changed, EventType.Heartbeat], first.Select(change => change.Type));
        Assert.Equal(first[1].Sequence, first[0].Sequence);
        var boat = Assert.Single(map.Subjects).Value;
        Assert.Equal((Boat, "DE", 36, State.Moving, 25.0, 90, 20.0), (boat.Subject, boat.Nation, boat.Location.Latitude, boat.State, boat.UncertaintyMetres, boat.HeadingDegrees, boat.SpeedMps));
        Assert.Equal(Noon, boat.EventTime);

        await ReportAsync(app, At(Boat, 10, 36.01), At(Boat, 11, 36.02), At(Other, 10, 36));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var next = Assert.Single(await ReadAsync(watch, map, 1));
        // The name of whom it knows is not sent again.
        Assert.Equal([("", 360_200_000), (Other, 360_000_000)], next.Changes.Select(change => (change.Subject, change.LatitudeE7)));

        await ReportAsync(app, At(Boat, 12, 39));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await ReadAsync(watch, map, 1);
        Assert.Equal([Other], map.Subjects.Keys);
    }

    [Fact]
    public async Task WatchPositions_WithAView_TellsSilence()
    {
        await using var app = new GeolocationApp(store);
        await ReportAsync(app, At(Boat, 0));
        using var watch = Watch(app, zoom: 3);
        var map = new PositionMap();
        await ReadAsync(watch, map, 2);

        app.Clock.Advance(TimeSpan.FromMinutes(6));
        while (map.Subjects[Boat].State != State.Silent)
        {
            await ReadAsync(watch, map, 1);
        }

        Assert.Equal(36, map.Subjects[Boat].Location.Latitude);
    }

    [Fact]
    public async Task WatchPositions_MapGoesOn_TellsOnlyTheNewestOfWhatChanged()
    {
        await using var app = new GeolocationApp(store);
        await ReportAsync(app, At(Boat, 0), At(Other, 0));
        var map = new PositionMap();
        long cursor;
        using (var watch = Watch(app, zoom: 10))
        {
            cursor = (await ReadAsync(watch, map, 2))[1].Sequence;
        }

        app.Clock.Advance(TimeSpan.FromSeconds(20));
        await ReportAsync(app, At(Boat, 10, 36.01), At(Boat, 20, 36.02));
        using var again = Watch(app, zoom: 10, cursor);
        var events = await ReadAsync(again, map, 2);

        Assert.Equal([EventType.Changed, EventType.Heartbeat], events.Select(change => change.Type));
        Assert.Equal((Boat, 360_200_000), (Assert.Single(events[0].Changes).Subject, events[0].Changes[0].LatitudeE7));
        Assert.Equal(2, map.Subjects.Count);
    }

    [Fact]
    public async Task WatchPositions_MapFromACursorThatNoLogHas_BeginsAnew()
    {
        await using var app = new GeolocationApp(store);
        await ReportAsync(app, At(Boat, 0));
        using var watch = Watch(app, zoom: 10, after: 1_000_000_000);

        var events = await ReadAsync(watch, new(), 3);

        Assert.Equal([(EventType.Reset, 0, 0), (EventType.Changed, events[2].Sequence, 1), (EventType.Heartbeat, events[2].Sequence, 0)],
            events.Select(change => (change.Type, change.Sequence, change.Changes.Count)));
    }

    [Fact]
    public async Task WatchPositions_MapOfAnotherNation_ShowsWhatIsDisclosedAsLongAsItIs()
    {
        await using var app = new GeolocationApp(store);
        await ReportAsync(app, At(Boat, 0), At(Other, 0));
        using var watch = app.Positions("dispatcher.ma").WatchPositions(new() { View = new() }, cancellationToken: Cancellation);
        var map = new PositionMap();
        await ReadAsync(watch, map, 1);
        Assert.Empty(map.Subjects);

        var disclosures = new V1.DisclosureService.DisclosureServiceClient(app.As("service:tasking"));
        var disclosure = await disclosures.CreateDisclosureAsync(new()
        {
            Disclosure = new()
            {
                Subjects = { new V1.Disclosure.Types.Subject { Subject_ = Boat, Nation = "DE", BeginTime = Noon.ToTimestamp() } },
                Receivers = { "MA" },
                Purpose = "A mission.",
                ExpireTime = Noon.AddHours(1).ToTimestamp(),
            },
        });
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await ReadAsync(watch, map, 1);
        Assert.Equal([Boat], map.Subjects.Keys);

        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await disclosures.EndDisclosureAsync(new() { Name = disclosure.Name });
        app.Clock.Advance(TimeSpan.FromSeconds(4));
        var end = Assert.Single(Assert.Single(await ReadAsync(watch, map, 1)).Changes);
        Assert.Equal((true, State.Withheld), (end.Left, end.State));
        Assert.Empty(map.Subjects);
    }

    [Fact]
    public async Task WatchPositions_FaultyView_IsRefusedWithEveryFault()
    {
        await using var app = new GeolocationApp(store);
        using var watch = app.Positions().WatchPositions(new()
        {
            After = -1,
            Filter = new() { Nation = "de", Area = new() { Circle = new() { Center = new(), RadiusMetres = -1 } } },
            View = new() { Zoom = 23, LeastInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(99)) },
        });

        var refusal = await RefusedAsync(StatusCode.InvalidArgument, "INVALID_FIELDS", () => watch.ResponseStream.MoveNext(Cancellation));

        Assert.Equal(["after", "filter.nation", "filter.area.circle.radius_metres", "view.zoom", "view.least_interval"],
            refusal.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field));
    }

    [Fact]
    public async Task WatchPositions_MapOnWhichNothingHappens_BeatsWithinFifteenSecondsAndMovesOn()
    {
        await using var app = new GeolocationApp(store);
        using var watch = Watch(app, zoom: 10);
        var first = Assert.Single(await ReadAsync(watch, new(), 1));
        await ReportAsync(app, At(Other, 0, 40));

        app.Clock.Advance(TimeSpan.FromSeconds(15));
        var next = Assert.Single(await ReadAsync(watch, new(), 1));

        Assert.Equal((EventType.Heartbeat, 0, EventType.Heartbeat, 1), (first.Type, first.Sequence, next.Type, next.Sequence));
    }

    [Fact]
    public async Task WatchPositions_MapAndTheServiceStops_EndsUnavailable()
    {
        await using var app = new GeolocationApp(store);
        using var watch = Watch(app, zoom: 10);
        await ReadAsync(watch, new(), 1);

        app.Stop();

        await RefusedAsync(StatusCode.Unavailable, "STOPPING", () => watch.ResponseStream.MoveNext(Cancellation));
    }

    [Fact]
    public async Task Rest_Map_IsJson()
    {
        await using var app = new GeolocationApp(store);
        await ReportAsync(app, At(Boat, 0));
        using var http = app.CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestIdentity.Token("dispatcher.de"));

        await using var stream = await http.GetStreamAsync(new Uri("geolocation/v1/positions:watch?view.zoom=10", UriKind.Relative), Cancellation);
        using var reader = new StreamReader(stream);
        var line = JsonSerializer.Deserialize<JsonElement>((await reader.ReadLineAsync(Cancellation))!);

        Assert.Equal("CHANGED", line.GetProperty("type").GetString());
        Assert.Equal(Boat, Assert.Single(line.GetProperty("changes").EnumerateArray()).GetProperty("subject").GetString());
    }

    private static V1.PositionReport At(string subject, double second, double latitude = 36)
    {
        var report = Report(subject, second, latitude);
        (report.Source, report.HeadingDegrees, report.SpeedMps) = (V1.PositionReport.Types.Source.Simulated, 90.2f, 20.04f);
        return report;
    }

    // What the log brings back before its own change has ended may be known a moment after the answer; after another change it is.
    private static async Task ReportAsync(GeolocationApp app, params V1.PositionReport[] reports)
    {
        await app.ReportAsync(reports);
        await app.ReportAsync();
    }

    private WatchCall Watch(GeolocationApp app, int zoom, long after = 0) => app.Positions().WatchPositions(new()
    {
        After = after,
        Filter = new() { Area = new() { Circle = new() { Center = new() { Latitude = 36, Longitude = -5.5 }, RadiusMetres = 100_000 } } },
        View = new() { Zoom = zoom },
    }, cancellationToken: Cancellation);

    private async Task<List<V1.PositionEvent>> ReadAsync(WatchCall watch, PositionMap map, int count)
    {
        var events = await watch.ResponseStream.ReadAllAsync(Cancellation).Take(count).ToListAsync(Cancellation);
        events.ForEach(change => map.Apply(change));
        return events;
    }
}

public sealed class MapWatchOnSqliteTests() : MapWatchTests(new SqliteTestStore());

public sealed class MapWatchOnPostgresTests() : MapWatchTests(new PostgresTestStore());
