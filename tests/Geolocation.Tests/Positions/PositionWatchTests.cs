using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;
using WatchCall = Grpc.Core.AsyncServerStreamingCall<TaskForce.Geolocation.V1.PositionEvent>;

namespace TaskForce.Geolocation.Tests.Positions;

public abstract class PositionWatchTests(GeolocationApp app) : IDisposable
{
    // So that an event that never comes fails the test instead of hanging it.
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(1));

    private CancellationToken Cancellation => _limit.Token;

    public void Dispose()
    {
        _limit.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task WatchPositions_FromZero_BeginsWithTheLastKnownAndGoesOn()
    {
        var (one, other) = ("assets/" + NewId(), "assets/" + NewId());
        await app.ReportAsync(Report(one, 0), Report(other, 0), Report(one, 5), Report(one, 3));
        using var watch = app.Positions().WatchPositions(new() { Filter = new() { Subjects = { one, other } } });

        var known = await ReadAsync(watch, 3);
        await app.ReportAsync(Report(other, -1), Report(other, 1));
        var live = await ReadAsync(watch, 2);

        Assert.Equal([(other, 0, EventType.Moved), (one, 5, EventType.Moved), ("", 0, EventType.Heartbeat)], known.Select(Describe));
        Assert.Equal([(other, -1, EventType.Late), (other, 1, EventType.Moved)], live.Select(Describe));
        Assert.Equal([.. known.Concat(live).Select(e => e.Sequence).Order()], known.Concat(live).Select(e => e.Sequence));
    }

    [Fact]
    public async Task WatchPositions_Resumed_SeesWhatItMissedAndNothingTwice()
    {
        var boat = "assets/" + NewId();
        await app.ReportAsync([.. Enumerable.Range(1, 5).Select(i => Report(boat, i))]);
        var end = await app.EndAsync();

        using var watch = app.Positions().WatchPositions(new() { After = end - 3, Filter = new() { Subjects = { boat } } });

        Assert.Equal([3, 4, 5, 0], (await ReadAsync(watch, 4)).Select(e => Describe(e).Second));
    }

    /// <summary>The watcher hangs up and comes back while many write, at a pace that the writers do not share.</summary>
    [Fact]
    public async Task WatchPositions_BrokenOffAgainAndAgainUnderManyWriters_SeesEveryPositionOnce()
    {
        var prefix = NewId("writer");
        var cursor = await app.EndAsync();
        var writing = Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var batch = 0; batch < 25; batch++)
            {
                await app.ReportAsync([.. Enumerable.Range(0, 20).Select(i => Report($"assets/{prefix}-{writer}-{i}", batch))]);
            }
        }, Cancellation)));

        var seen = new List<V1.PositionEvent>();
        while (seen.Count < 8 * 25 * 20)
        {
            using var watch = app.Positions().WatchPositions(new() { After = cursor, Filter = new() { Area = Around(35.89, -5.5) } });
            await foreach (var change in watch.ResponseStream.ReadAllAsync(Cancellation))
            {
                cursor = change.Sequence;
                if (change.Type != EventType.Heartbeat && change.Position.Report.Subject.Contains(prefix, StringComparison.Ordinal))
                {
                    seen.Add(change);
                }

                if (seen.Count % 700 == 699 || seen.Count == 4000)
                {
                    break;
                }
            }
        }

        await writing;
        Assert.Equal(4000, seen.Select(e => (e.Position.Report.Subject, e.Position.Report.EventTime)).Distinct().Count());
        Assert.Equal(seen.Select(e => e.Sequence).Order().Distinct(), seen.Select(e => e.Sequence));
        Assert.All(seen, e => Assert.Equal(EventType.Moved, e.Type));
    }

    /// <summary>More is written than a watcher's memory holds before it reads at all.</summary>
    [Fact]
    public async Task WatchPositions_SlowReader_DoesNotHoldUpReportsAndMissesNothing()
    {
        var boat = "assets/" + NewId();
        using var watch = app.Positions().WatchPositions(new() { Filter = new() { Subjects = { boat } } });
        await ReadAsync(watch, 1);

        for (var batch = 0; batch < 6; batch++)
        {
            var answer = await app.ReportAsync([.. Enumerable.Range(0, 9_000).Select(i => Report(boat, -60_000 + (batch * 9_000) + i))]);
            Assert.Equal(9_000, answer.StoredCount);
        }

        var seen = await watch.ResponseStream.ReadAllAsync(Cancellation).Where(e => e.Type == EventType.Moved).Take(54_000).ToListAsync(Cancellation);
        Assert.Equal(Enumerable.Range(-60_000, 54_000).Select(i => (double)i), seen.Select(e => Describe(e).Second));
    }

    [Fact]
    public async Task WatchPositions_Area_SeesOnlyWhatIsWithin()
    {
        var (inside, outside) = ("assets/" + NewId(), "assets/" + NewId());
        var triangle = new Type.V1.Area { Polygon = new() { Vertices = { Corner(-10, 20), Corner(-20, 20), Corner(-10, 30) } } };
        await app.ReportAsync(Report(inside, 0, -11, 21), Report(outside, 0, -19, 29));
        using var watch = app.Positions().WatchPositions(new() { Filter = new() { Area = triangle } });

        var known = await ReadAsync(watch, 2);
        await app.ReportAsync(Report(inside, 1, -19, 29), Report(outside, 1, -12, 22));

        Assert.Equal([inside, ""], known.Select(e => Describe(e).Subject));
        Assert.Equal(outside, Describe(Assert.Single(await ReadAsync(watch, 1))).Subject);
    }

    [Fact]
    public async Task WatchPositions_EverythingIsFilteredOut_BeatsWithinFifteenSecondsAndMovesOn()
    {
        await using var quiet = new GeolocationApp();
        using var watch = quiet.Positions().WatchPositions(new() { Filter = new() { Nation = "MA" } });
        var first = Assert.Single(await ReadAsync(watch, 1));
        await quiet.ReportAsync(Report("assets/boat", 0), Report("assets/boat", 1));

        quiet.Clock.Advance(TimeSpan.FromSeconds(15));
        var next = Assert.Single(await ReadAsync(watch, 1));

        Assert.Equal((EventType.Heartbeat, 0, EventType.Heartbeat, 2), (first.Type, first.Sequence, next.Type, next.Sequence));
    }

    [Fact]
    public async Task WatchPositions_CursorThatNoLogHas_IsRefused()
    {
        using var negative = app.Positions().WatchPositions(new() { After = -1 });
        using var beyond = app.Positions().WatchPositions(new() { After = 1_000_000_000 });

        await RefusedAsync(StatusCode.InvalidArgument, "INVALID_FIELDS", () => negative.ResponseStream.MoveNext(Cancellation));
        await RefusedAsync(StatusCode.OutOfRange, "CURSOR_BEYOND_LOG", () => beyond.ResponseStream.MoveNext(Cancellation));
    }

    [Fact]
    public async Task WatchPositions_ServiceStops_EndsUnavailable()
    {
        await using var stopping = new GeolocationApp();
        using var watch = stopping.Positions().WatchPositions(new());
        await ReadAsync(watch, 1);

        stopping.Stop();

        await RefusedAsync(StatusCode.Unavailable, "STOPPING", () => watch.ResponseStream.MoveNext(Cancellation));
    }

    private async Task<List<V1.PositionEvent>> ReadAsync(WatchCall watch, int count)
    {
        var events = new List<V1.PositionEvent>();
        while (events.Count < count && await watch.ResponseStream.MoveNext(Cancellation))
        {
            events.Add(watch.ResponseStream.Current);
        }

        return events;
    }

    private static (string Subject, double Second, EventType Type) Describe(V1.PositionEvent change) => change.Position?.Report is { } report
        ? (report.Subject, (report.EventTime.ToDateTimeOffset() - Noon).TotalSeconds, change.Type)
        : ("", 0, change.Type);

    private static Google.Type.LatLng Corner(double latitude, double longitude) => new() { Latitude = latitude, Longitude = longitude };

    private static Type.V1.Area Around(double latitude, double longitude) =>
        new() { Circle = new() { Center = new() { Latitude = latitude, Longitude = longitude }, RadiusMetres = 1000 } };
}

public sealed class PositionWatchOnSqliteTests(GeolocationApp app) : PositionWatchTests(app), IClassFixture<GeolocationApp>;

public sealed class PositionWatchOnPostgresTests(PostgresGeolocationApp app) : PositionWatchTests(app), IClassFixture<PostgresGeolocationApp>;
