using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.GeolocationApp;

namespace TaskForce.Geolocation.Tests.Positions;

public abstract class RestartTests(TestStore store) : IDisposable
{
    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Restart_AfterLateReports_KnowsTheSameAsBefore()
    {
        V1.Position before;
        await using (var first = new GeolocationApp(store))
        {
            await first.ReportAsync(Report("assets/one-boat", 0), Report("assets/two-boats", 7), Report("assets/one-boat", 9), Report("assets/one-boat", 4));
            before = await first.Positions().GetPositionAsync(new() { Name = "positions/assets/one-boat" });
        }

        await using var second = new GeolocationApp(store);
        var after = await second.Positions().GetPositionAsync(new() { Name = "positions/assets/one-boat" });
        var nearest = await second.Positions().FindNearestAsync(new() { Location = after.Report.Location });
        var track = await second.Positions().ListTrackPointsAsync(new() { Parent = after.Name });

        Assert.Equal(Noon.AddSeconds(9).ToTimestamp(), after.Report.EventTime);
        Assert.Equal(before, after);
        Assert.Equal(2, nearest.Neighbours.Count);
        Assert.Equal(3, track.TrackPoints.Count);
    }

    [Fact]
    public async Task Restart_WatchGoesOn_FromItsCursorWithoutGapOrRepeat()
    {
        await using (var first = new GeolocationApp(store))
        {
            await first.ReportAsync(Report("assets/one-boat", 0), Report("assets/one-boat", 1));
        }

        await using var second = new GeolocationApp(store);
        var duplicate = await second.ReportAsync(Report("assets/one-boat", 1), Report("assets/one-boat", 2));
        using var watch = second.Positions().WatchPositions(new() { After = 1 });
        var events = await watch.ResponseStream.ReadAllAsync().Take(2).ToListAsync();

        Assert.Equal(1, duplicate.StoredCount);
        Assert.Equal([1.0, 2.0], events.Select(e => (e.Position.Report.EventTime.ToDateTimeOffset() - Noon).TotalSeconds));
    }

    [Fact]
    public async Task Restart_CursorBeyondTheEnd_IsStillRefused()
    {
        await using (var first = new GeolocationApp(store))
        {
            await first.ReportAsync(Report("assets/one-boat", 0));
        }

        await using var second = new GeolocationApp(store);
        using var watch = second.Positions().WatchPositions(new() { After = 2 });

        await RefusedAsync(StatusCode.OutOfRange, "CURSOR_BEYOND_LOG", () => watch.ResponseStream.MoveNext(default));
    }
}

public sealed class RestartOnSqliteTests() : RestartTests(new SqliteTestStore());

public sealed class RestartOnPostgresTests() : RestartTests(new PostgresTestStore());
