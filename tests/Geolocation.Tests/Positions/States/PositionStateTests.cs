using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Geolocation.Tracks;
using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;
using Source = TaskForce.Geolocation.V1.PositionReport.Types.Source;
using State = TaskForce.Geolocation.V1.Position.Types.State;

namespace TaskForce.Geolocation.Tests.Positions.States;

/// <summary>States as callers see them, in any database.</summary>
public abstract class PositionStateTests(TestStore store) : IDisposable
{
    private const string Boat = "assets/one-boat";

    // So that an event that never comes fails the test instead of hanging it.
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(5));

    public void Dispose()
    {
        _limit.Dispose();
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task GetPosition_TimeGoesBy_IsMovingThenSilentAndEverLessSure()
    {
        await using var app = new GeolocationApp(store);
        await ReportAsync(app, Drive(-60), Drive(-30), Drive(0));

        var heard = await GetAsync(app);
        app.Clock.Advance(TimeSpan.FromSeconds(120));
        var almost = await GetAsync(app);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var silent = await GetAsync(app);
        await PassAsync(app, 5400);
        var lost = await GetAsync(app);

        Assert.Equal((State.Moving, -60.0, 5.0), (heard.State, SecondOf(heard.StateSince), heard.UncertaintyMetres));
        Assert.Equal((State.Moving, 5 + (120 * 20.0)), (almost.State, almost.UncertaintyMetres));
        Assert.Equal((State.Silent, 120.0), (silent.State, SecondOf(silent.StateSince)));
        Assert.Equal(["NO_REPORT"], silent.StateReasons.Select(reason => reason.Code));
        Assert.Equal((State.Silent, 120.0, 100_000.0), (lost.State, SecondOf(lost.StateSince), lost.UncertaintyMetres));
        Assert.Equal(["NO_REPORT", "UNCERTAINTY_AT_LIMIT"], lost.StateReasons.Select(reason => reason.Code));
        Assert.Equal(heard.Report, lost.Report);
    }

    [Fact]
    public async Task GetPosition_AfterARestart_IsTheSame()
    {
        V1.Position before;
        await using (var first = new GeolocationApp(store))
        {
            await ReportAsync(first, [.. Track.Seconds(-3600, -10, 10).Select(second => At(second, 0.0001 * (second % 7 / 7), 0))]);
            await ReportAsync(first, At(0, 40, 0));
            before = await GetAsync(first);

            // Once from the log, once from what is written down of the last points.
            await first.Services.GetRequiredService<TrackPager>().WriteKnownAsync(default);
            await first.Services.GetRequiredService<TrackPager>().PageAsync(default);
        }

        await using var second = new GeolocationApp(store);
        var after = await GetAsync(second);

        Assert.Equal((State.Implausible, "JUMP"), (before.State, Assert.Single(before.StateReasons).Code));
        Assert.Equal(-10, SecondOf(before.LastPlausible.EventTime));
        Assert.Equal(before, after);
    }

    [Fact]
    public async Task GetPosition_ParkedForLongThenARestart_KnowsSinceWhen()
    {
        await using (var first = new GeolocationApp(store))
        {
            await ReportAsync(first, [.. Track.Seconds(-9000, 0, 10).Select(second => At(second, 0.0001 * (second % 7 / 7), 0))]);
        }

        await using var second = new GeolocationApp(store);
        var parked = await GetAsync(second);

        Assert.Equal((State.Parked, -9000.0), (parked.State, SecondOf(parked.StateSince)));
    }

    [Fact]
    public async Task GetPosition_LateReportBridgesAJump_IsPlausibleAndWatchersAreTold()
    {
        await using var app = new GeolocationApp(store);
        await ReportAsync(app, At(-100, 0), At(-90, 0.0001), At(-10, 1));
        using var watch = app.Positions().WatchPositions(new(), cancellationToken: _limit.Token);
        var known = await ReadAsync(watch, 2);

        await ReportAsync(app, At(-20, 0.999), At(-30, 0.998));
        var events = await ReadAsync(watch, 3);

        Assert.Equal(State.Implausible, known[0].Position.State);
        Assert.Equal([(EventType.Late, State.Unspecified), (EventType.Late, State.Unspecified), (EventType.StateChanged, State.Moving)],
            events.Select(change => (change.Type, change.Position.State)).Order());
        Assert.Equal(-10, SecondOf(events[^1].Position.Report.EventTime));
        Assert.Equal(State.Moving, (await GetAsync(app)).State);
    }

    [Fact]
    public async Task GetPosition_LateReportWithinTheSilence_EndsItOrBeginsItLater()
    {
        await using var app = new GeolocationApp(store);
        await ReportAsync(app, At(-600, 0));

        await ReportAsync(app, At(-300, 0.0001));
        var later = await GetAsync(app);
        await ReportAsync(app, At(-100, 0.0002));

        Assert.Equal((State.Silent, -180.0), (later.State, SecondOf(later.StateSince)));
        Assert.Equal(State.Parked, (await GetAsync(app)).State);
    }

    [Fact]
    public async Task WatchPositions_SubjectFallsSilent_IsToldOnceForEachSilence()
    {
        await using var app = new GeolocationApp(store);
        await ReportAsync(app, At(0, 0), Other(0, Source.Manual));
        using var watch = app.Positions().WatchPositions(new(), cancellationToken: _limit.Token);
        var known = await ReadAsync(watch, 3);

        await PassAsync(app, 600);
        var first = await ReadChangesAsync(watch, 1);
        await ReportAsync(app, At(600, 0.0001));
        var heard = await ReadChangesAsync(watch, 1);
        await PassAsync(app, 3601 - 600);
        var rest = await ReadChangesAsync(watch, 2);

        Assert.Equal([(Boat, EventType.StateChanged, State.Silent)], first.Select(Describe));
        Assert.Equal(known[^1].Sequence, first[0].Sequence);
        Assert.Equal(120, SecondOf(first[0].Position.StateSince));
        Assert.Equal([(Boat, EventType.Moved, State.Parked)], heard.Select(Describe));
        Assert.Equal([(Boat, EventType.StateChanged, State.Silent), ("assets/other", EventType.StateChanged, State.Silent)], rest.Select(Describe));
    }

    [Fact]
    public async Task WatchPositions_Resumed_IsToldTheSilencesSinceItsLastPosition()
    {
        await using var app = new GeolocationApp(store);
        await ReportAsync(app, Other(-2, Source.Gnss));
        await PassAsync(app, 300);
        await ReportAsync(app, At(300, 0));
        var end = await app.EndAsync();
        await PassAsync(app, 600);

        using var watch = app.Positions().WatchPositions(new() { After = end }, cancellationToken: _limit.Token);
        var resumed = await ReadAsync(watch, 2);

        Assert.Equal([(Boat, EventType.StateChanged, State.Silent), ("", EventType.Heartbeat, State.Unspecified)], resumed.Select(Describe));
    }

    [Fact]
    public async Task GetPosition_DeviceCounts_TellsHowManyReportsAreMissing()
    {
        await using var app = new GeolocationApp(store);
        await ReportAsync(app, Counted(-4000, 1), Counted(-30, 100), Counted(-20, 101), Counted(-10, 105));

        var missing = await GetAsync(app);
        await ReportAsync(app, Counted(-12, 104), Counted(-15, 103));
        var fewer = await GetAsync(app);
        await ReportAsync(app, At(0, 0));

        Assert.Equal((105, 3, 1), (missing.Report.DeviceSequence, missing.MissingReports, fewer.MissingReports));
        Assert.False((await GetAsync(app)).HasMissingReports);
    }

    [Fact]
    public async Task EstimateArrivals_KnownPositionIsOld_AnswersWithARangeInsteadOfRefusing()
    {
        await using var app = new GeolocationApp(store);
        await ReportAsync(app, Drive(-3600));

        var answer = await app.Positions().EstimateArrivalsAsync(new()
        {
            Origins = { new V1.EstimateArrivalsRequest.Types.Origin { Subject = Boat, Modes = { Type.V1.TravelMode.Helicopter }, SpeedKmh = 180 } },
            Destinations = { new Google.Type.LatLng { Latitude = 36.5 } },
        });

        var estimate = Assert.Single(answer.Estimates);
        Assert.True(estimate.FromKnownPosition);
        // 72 km at 20 m/s and the accuracy, at 50 m/s.
        Assert.Equal(72_005 / 50.0, (estimate.LatestTravelTime.ToTimeSpan() - estimate.TravelTime.ToTimeSpan()).TotalSeconds, tolerance: 2);
        Assert.Equal(72_005 / 50.0, (estimate.TravelTime.ToTimeSpan() - estimate.EarliestTravelTime.ToTimeSpan()).TotalSeconds, tolerance: 2);
    }

    private static V1.PositionReport At(double second, double east, float? speed = null)
    {
        var report = Report(Boat, second, 36, east);
        (report.AccuracyMetres, report.Source) = (5, Source.Gnss);
        if (speed is { } mps)
        {
            report.SpeedMps = mps;
        }

        return report;
    }

    private static V1.PositionReport Drive(double second) => At(second, second * 20 / 89_960, 20);

    private static V1.PositionReport Counted(double second, long counter)
    {
        var report = At(second, 0);
        report.DeviceSequence = counter;
        return report;
    }

    private static V1.PositionReport Other(double second, Source source)
    {
        var report = Report("assets/other", second);
        report.Source = source;
        return report;
    }

    // What the log brings back before its own change has ended may be known a moment after the answer; after another change it is.
    private static async Task ReportAsync(GeolocationApp app, params V1.PositionReport[] reports)
    {
        await app.ReportAsync(reports);
        await app.ReportAsync();
    }

    private static async Task<V1.Position> GetAsync(GeolocationApp app) => await app.Positions().GetPositionAsync(new() { Name = "positions/" + Boat });

    private static double SecondOf(Timestamp time) => (time.ToDateTimeOffset() - Noon).TotalSeconds;

    private static (string, EventType, State) Describe(V1.PositionEvent change) =>
        (change.Position?.Report.Subject ?? "", change.Type, change.Position?.State ?? State.Unspecified);

    // As time goes by.
    private static async Task PassAsync(GeolocationApp app, int seconds)
    {
        for (var second = 0; second < seconds; second += 30)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(Math.Min(30, seconds - second)));
            await Task.Yield();
        }
    }

    private async Task<List<V1.PositionEvent>> ReadAsync(AsyncServerStreamingCall<V1.PositionEvent> watch, int count) =>
        await watch.ResponseStream.ReadAllAsync(_limit.Token).Take(count).ToListAsync(_limit.Token);

    // Beats come whenever time goes by.
    private async Task<List<V1.PositionEvent>> ReadChangesAsync(AsyncServerStreamingCall<V1.PositionEvent> watch, int count) =>
        await watch.ResponseStream.ReadAllAsync(_limit.Token).Where(change => change.Type != EventType.Heartbeat).Take(count).ToListAsync(_limit.Token);
}

public sealed class PositionStateOnSqliteTests() : PositionStateTests(new SqliteTestStore());

public sealed class PositionStateOnPostgresTests() : PositionStateTests(new PostgresTestStore());
