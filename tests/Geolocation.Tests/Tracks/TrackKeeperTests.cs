using System.Security.Cryptography;
using Grpc.Core;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Geolocation.Storage;
using TaskForce.Geolocation.Tracks;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using Kind = TaskForce.Geolocation.V1.Deletion.Types.Kind;

namespace TaskForce.Geolocation.Tests.Tracks;

/// <summary>How long tracks are kept, in any database; here, an hour and in batches of two.</summary>
public abstract class TrackKeeperTests(TestStore store) : IDisposable
{
    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task TrimAsync_OldPoints_AreGoneAndNothingIsKnownOfWhoHasNoOthers()
    {
        await using var app = new HourApp(store);
        await app.ReportAsync(Report("assets/one-boat", 0), Report("assets/two-boats", 7), Report("assets/one-boat", 9), Report("assets/one-boat", 4));
        await app.AgeAsync();
        await app.ReportAsync(Report("assets/one-boat", 3600));

        await app.Keeper.TrimAsync(default);

        Assert.Equal([3600.0], await TrackAsync(app, "assets/one-boat"));
        Assert.Empty(await TrackAsync(app, "assets/two-boats"));
        await RefusedAsync(StatusCode.NotFound, "POSITION_NOT_FOUND", () => app.Positions().GetPositionAsync(new() { Name = "positions/assets/two-boats" }).ResponseAsync);
        var near = await app.Positions().FindNearestAsync(new() { Location = new() { Latitude = 35.89, Longitude = -5.5 } });
        Assert.Equal(["positions/assets/one-boat"], near.Neighbours.Select(neighbour => neighbour.Position.Name));
    }

    [Fact]
    public async Task WatchPositions_PointsAfterTheCursorAreGone_IsRefusedAndFrom0BeginsWithTheLastKnown()
    {
        await using var app = new HourApp(store);
        await app.ReportAsync(Report("assets/one-boat", 0), Report("assets/one-boat", 1), Report("assets/one-boat", 2));
        await app.AgeAsync();
        await app.ReportAsync(Report("assets/one-boat", 3600));
        await app.Keeper.TrimAsync(default);

        using var late = app.Positions().WatchPositions(new() { After = 1 });
        await RefusedAsync(StatusCode.OutOfRange, "LOG_TRUNCATED", () => late.ResponseStream.MoveNext(default));
        using var afresh = app.Positions().WatchPositions(new());
        Assert.True(await afresh.ResponseStream.MoveNext(default));
        Assert.Equal(4, afresh.ResponseStream.Current.Sequence);
    }

    [Fact]
    public async Task TrimAsync_EverythingIsOld_NothingIsLeftButWhereTheLogEnds()
    {
        await using (var app = new HourApp(store))
        {
            await app.ReportAsync(Report("assets/one-boat", 9), Report("assets/one-boat", 3));
            await app.AgeAsync();

            await app.Keeper.TrimAsync(default);

            Assert.Empty(await TrackAsync(app, "assets/one-boat"));
        }

        await using var again = new HourApp(store);
        await RefusedAsync(StatusCode.NotFound, "POSITION_NOT_FOUND", () => again.Positions().GetPositionAsync(new() { Name = "positions/assets/one-boat" }).ResponseAsync);
        await again.ReportAsync(Report("assets/one-boat", 20));
        using var watch = again.Positions().WatchPositions(new());
        Assert.True(await watch.ResponseStream.MoveNext(default));
        Assert.Equal(3, watch.ResponseStream.Current.Sequence);
    }

    [Fact]
    public async Task TrimAsync_TwoNations_EachKeepsItsOwnAsLongAsItSays()
    {
        await using var app = new HourApp(store);
        await app.ReportAsync(Report("assets/boat-of-germany", 0));
        await app.Positions("partner.ma").ReportPositionsAsync(new() { Reports = { Report("assets/boat-of-morocco", 0) } });
        await app.Services.GetRequiredService<TrackPager>().WriteKnownAsync(default);
        await app.AgeAsync();

        await app.Keeper.TrimAsync(default);

        Assert.Empty(await TrackAsync(app, "assets/boat-of-germany"));
        var kept = await app.Positions("auditor.ma").GetPositionAsync(new() { Name = "positions/assets/boat-of-morocco" });
        Assert.Equal("assets/boat-of-morocco", kept.Report.Subject);
        var (german, moroccan) = (await DeletionsAsync(app, "auditor.de"), await DeletionsAsync(app, "commander.ma"));
        Assert.Contains(german, deletion => deletion is { Kind: Kind.TrackPages, Points: 1, Rows: 1 });
        Assert.Contains(german, deletion => deletion is { Kind: Kind.LastKnown, Points: 1 });
        // The log holds both; what is gone of it is kept in pages for who keeps more.
        Assert.Equal([Kind.PositionLog], moroccan.Select(deletion => deletion.Kind).Distinct());
    }

    [Fact]
    public async Task Verify_SomethingOldIsLeft_CountsItAndThenRecordsItsDigest()
    {
        await using var app = new HourApp(store);
        await app.ReportAsync(Report("assets/boat", 0), Report("assets/boat", 1));
        var journal = app.Services.GetRequiredService<Journal<GeolocationDb>>();
        var page = Page("DE", 0);
        await AddAsync(journal, page);
        var deletions = new V1.DeletionService.DeletionServiceClient(app.As("auditor.de"));

        var before = await deletions.VerifyDeletionAsync(new());
        await app.Keeper.TrimAsync(default);
        var after = await deletions.VerifyDeletionAsync(new());

        Assert.Equal(("DE", TimeSpan.FromHours(1)), (before.Nation, before.Retention.ToTimeSpan()));
        Assert.Equal(1, before.Tables.Single(table => table.Table_ == "track_pages").Remaining);
        Assert.All(after.Tables, table => Assert.Equal(0, table.Remaining));
        var deletion = Assert.Single(await DeletionsAsync(app, "auditor.de"));
        Assert.Equal((Kind.TrackPages, 1, 1), (deletion.Kind, deletion.Points, deletion.Rows));
        Assert.Equal(SHA256.HashData(page.Points), deletion.Sha256.ToByteArray());
        Assert.Empty(await DeletionsAsync(app, "auditor.ma"));
    }

    [Fact]
    public async Task TrimAsync_PageOfTwoNations_IsSplitAndSaysTheSame()
    {
        await using var app = new HourApp(store);
        await app.ReportAsync(Report("assets/boat-of-germany", 5));
        await app.Positions("partner.ma").ReportPositionsAsync(new() { Reports = { Report("assets/boat-of-morocco", 5) } });
        var journal = app.Services.GetRequiredService<Journal<GeolocationDb>>();
        await AddAsync(journal, Page("", -1, 0, 1));

        await app.Keeper.TrimAsync(default);

        var nations = await journal.ReadAsync(db => db.TrackPages.Select(row => row.Nation).OrderBy(nation => nation).ToListAsync(), default);
        Assert.Equal(["DE", "MA"], nations);
        Assert.Equal([-1.0, 5.0], await TrackAsync(app, "assets/boat-of-germany"));
        Assert.Equal([-1.0, 5.0], await TrackAsync(app, "assets/boat-of-morocco", "auditor.ma"));
    }

    [Fact]
    public void Validate_EverythingWrong_NamesEveryFault() => Assert.Equal(
        [
            "Tracks:Retention must be 1 hour to 3653 days.",
            "Tracks:LogRetention must be 1 hour to 3653 days.",
            "Tracks:RetentionByNation:Germany must be named by an ISO 3166-1 alpha-2 code.",
            "Tracks:RetentionByNation:Germany must be 1 hour to 3653 days.",
            "Tracks:TrimBatch must be 1 to 100000.",
            "Tracks:PageEvery must be 1000 to 10000000.",
            "Tracks:PageInterval must be 1 second to 1 day.",
        ],
        new TrackOptionsValidator().Validate(null, new() { Retention = default, LogRetention = default, RetentionByNation = { ["Germany"] = default }, TrimBatch = 0, PageEvery = 0, PageInterval = default }).Failures);

    // A page with a point of each of some subjects: two hours and a half old, or as old as it says.
    private static PageRow Page(string nation, double seconds, params int[] subjects)
    {
        var received = seconds < 0 ? Noon.AddSeconds(seconds) : Noon.AddHours(-2.5);
        Fix[] points = [.. (subjects.Length == 0 ? [0] : subjects).Select(subject => new Fix
        {
            Subject = subject,
            EventTime = received.UtcTicks,
            ReceiptTime = received.UtcTicks,
            AccuracyMetres = float.NaN,
            SpeedMps = float.NaN,
            HeadingDegrees = float.NaN,
        })];
        return new()
        {
            Nation = nation,
            Bucket = 0,
            MinEvent = received.UtcTicks,
            MaxEvent = received.UtcTicks,
            MaxReceipt = received.UtcTicks,
            Last = 0,
            Points = PageCodec.Write(points),
        };
    }

    private static Task<bool> AddAsync(Journal<GeolocationDb> journal, PageRow page) => journal.ChangeAsync(db =>
    {
        db.TrackPages.Add(page);
        return Task.FromResult(true);
    }, default);

    private static async Task<IReadOnlyList<V1.Deletion>> DeletionsAsync(GeolocationApp app, string profile) =>
        (await new V1.DeletionService.DeletionServiceClient(app.As(profile)).ListDeletionsAsync(new())).Deletions;

    private static async Task<IEnumerable<double>> TrackAsync(GeolocationApp app, string subject, string profile = "dispatcher.de") =>
        (await app.Positions(profile).ListTrackPointsAsync(new() { Parent = $"positions/{subject}" })).TrackPoints
            .Select(point => (point.Report.EventTime.ToDateTimeOffset() - Noon).TotalSeconds);

    protected sealed class HourApp(TestStore store) : GeolocationApp(store)
    {
        internal TrackKeeper Keeper => Services.GetRequiredService<TrackKeeper>();

        // A minute at a time, as time goes by; and until the geofences have judged what there is, which is kept for them.
        public async Task AgeAsync()
        {
            var (journal, memory) = (Services.GetRequiredService<Journal<GeolocationDb>>(), Services.GetRequiredService<TrackMemory>());
            for (var minute = 0; minute < 61 || await journal.ReadAsync(db => db.FenceFollowers.Select(row => row.Cursor).FirstOrDefaultAsync(), default) < memory.CommittedSequence; minute++)
            {
                Clock.Advance(TimeSpan.FromMinutes(1));
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Tracks:Retention", "01:00:00");
            builder.UseSetting("Tracks:RetentionByNation:MA", "03:00:00");
            builder.UseSetting("Tracks:TrimBatch", "2");
        }
    }
}

public sealed class TrackKeeperOnSqliteTests() : TrackKeeperTests(new SqliteTestStore())
{
    [Fact]
    public async Task TrimAsync_OldPoints_AreNotEvenInTheFreePagesOfTheFile()
    {
        using var store = new SqliteTestStore();
        const double Latitude = 12.3456789;
        const double Longitude = 98.7654321;
        byte[] place = [.. BitConverter.GetBytes(Fix.Units(Latitude)), .. BitConverter.GetBytes(Fix.Units(Longitude))];
        var buffer = new ByteBuffer();
        buffer.WriteSigned(Fix.Units(Latitude));
        buffer.WriteSigned(Fix.Units(Longitude));
        var inPage = buffer.ToArray();
        await using (var app = new HourApp(store))
        {
            await app.ReportAsync(Report("assets/one-boat", 0, Latitude, Longitude));
        }

        Assert.True(Holds(store, place));
        await using (var app = new HourApp(store))
        {
            await app.AgeAsync();
            await app.ReportAsync(Report("assets/one-boat", 3600));
            // The keeper of the service may have been first.
            await app.Keeper.TrimAsync(default);
            Assert.False(Holds(store, place));
            Assert.False(Holds(store, inPage));
        }

        Assert.False(Holds(store, place));
    }

    private static bool Holds(SqliteTestStore store, byte[] bytes) =>
        Directory.GetFiles(store.Directory, "geolocation.db*").Any(file =>
        {
            // The service has it open, and may make it shorter.
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            stream.CopyTo(content);
            return content.ToArray().AsSpan().IndexOf(bytes) >= 0;
        });
}

public sealed class TrackKeeperOnPostgresTests() : TrackKeeperTests(new PostgresTestStore());

public sealed class TrackKeeperOnPartitionsTests() : TrackKeeperTests(new PartitionedTestStore("events", "track_pages"));
