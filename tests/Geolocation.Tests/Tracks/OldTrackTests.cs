using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.GeolocationApp;

namespace TaskForce.Geolocation.Tests.Tracks;

/// <summary>A store of before there were batches.</summary>
public abstract class OldTrackTests(TestStore store) : IDisposable
{
    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Start_OldPoints_AreTheTrackAndTheLogWithTheirSequences()
    {
        await using (var before = new GeolocationApp(store))
        {
            // Points 2, 4 and 5 were deleted when they were old.
            await AddAsync(before, Old(1, "assets/one-boat", 5), Old(3, "assets/two-boats", 7), Old(6, "assets/one-boat", 9), Old(7, "assets/one-boat", 4, isLate: true));
        }

        await using var app = new GeolocationApp(store);
        var answer = await app.ReportAsync(Report("assets/one-boat", 4), Report("assets/one-boat", 9), Report("assets/one-boat", 10));
        using var watch = app.Positions().WatchPositions(new() { After = 1 });
        var seen = await watch.ResponseStream.ReadAllAsync().Take(4).Select(change => change.Sequence).ToListAsync();
        var foreign = await app.Positions("partner.ma").ReportPositionsAsync(new() { Reports = { Report("assets/two-boats", 20) } });

        Assert.Equal(1, answer.StoredCount);
        Assert.Equal(0, foreign.StoredCount);
        Assert.Equal([3, 6, 7, 8], seen);
        Assert.Equal([4, 5, 9, 10], await SecondsAsync(app, "assets/one-boat"));
        Assert.Equal([7], await SecondsAsync(app, "assets/two-boats"));
    }

    private static async Task<IEnumerable<double>> SecondsAsync(GeolocationApp app, string subject) =>
        (await app.Positions().ListTrackPointsAsync(new() { Parent = $"positions/{subject}" })).TrackPoints
            .Select(point => (point.Report.EventTime.ToDateTimeOffset() - Noon).TotalSeconds);

    private static Task<bool> AddAsync(GeolocationApp app, params TrackPoint[] points) =>
        app.Services.GetRequiredService<Journal<GeolocationDb>>().ChangeAsync(db =>
        {
            db.OldPoints.AddRange(points);
            return Task.FromResult(true);
        }, default);

    private static TrackPoint Old(long sequence, string subject, double second, bool isLate = false) => new()
    {
        Sequence = sequence,
        Subject = subject,
        Nation = "DE",
        EventTime = Noon.AddSeconds(second),
        ReceiptTime = Noon,
        Latitude = 35.89,
        Longitude = -5.5,
        IsLate = isLate,
    };
}

public sealed class OldTrackOnSqliteTests() : OldTrackTests(new SqliteTestStore());

public sealed class OldTrackOnPostgresTests() : OldTrackTests(new PostgresTestStore());
