using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Storage;
using TaskForce.Geolocation.Tracks;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Testing;
using TaskForce.Type.V1;
using static TaskForce.Geolocation.Tests.GeolocationApp;

namespace TaskForce.Geolocation.Tests.Tracks;

/// <summary>
/// Whatever is sent again, in whatever order and through whichever process, with pages written, changes taken back and processes ended in between, the same
/// reports give the same tracks, each point once.
/// </summary>
public abstract class TrackPropertyTests(Func<TestStore> newStore, int processes)
{
    private static readonly Caller Partner = new("partner.de", "DE", [Role.Partner], "");

    private static readonly Gen<(int Boat, int Second)[]> Reports = Gen.Select(Gen.Int[1, 3], Gen.OneOf(Gen.Int[-20, 0], Gen.Int[-20_000, 0])).Array[1, 12];

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (8, Gen.Select(Reports, reports => new Step(What.Report, reports))),
        (1, Gen.Select(Reports, reports => new Step(What.TakeBack, reports))),
        (1, Gen.Const(new Step(What.Page, []))),
        (1, Gen.Const(new Step(What.WriteKnown, []))),
        (1, Gen.Const(new Step(What.Restart, []))));

    [Fact]
    public Task AnyInterleaving_SameReports_GiveTheSameTracks() => Gen.Select(Steps, Gen.Int[0, processes - 1]).Array[5, 25].SampleAsync(async steps =>
    {
        using var store = newStore();
        var apps = Enumerable.Range(0, processes).Select(_ => new GeolocationApp(store)).ToArray();
        try
        {
            var (sent, kept) = (new HashSet<(int, int)>(), 0);
            foreach (var (step, process) in steps)
            {
                kept += await RunAsync(step, process, apps, store);
                sent.UnionWith(step.What == What.Report ? step.Reports : []);
            }

            Assert.Equal(sent.Count, kept);
            foreach (var app in apps)
            {
                await CheckAsync(app, sent);
            }
        }
        finally
        {
            await DisposeAsync(apps);
        }
    }, iter: 8, threads: 1);

    private static async Task<int> RunAsync(Step step, int process, GeolocationApp[] apps, TestStore store)
    {
        var pager = apps[process].Services.GetRequiredService<TrackPager>();
        switch (step.What)
        {
            case What.Report:
                return (await apps[process].ReportAsync(ToReports(step))).StoredCount;
            case What.TakeBack:
                await Assert.ThrowsAsync<TimeoutException>(() => TakeBackAsync(apps[process], step));
                return 0;
            case What.Page:
                await pager.PageAsync(default);
                return 0;
            case What.WriteKnown:
                await pager.WriteKnownAsync(default);
                return 0;
            default:
                await apps[process].DisposeAsync();
                apps[process] = new(store);
                return 0;
        }
    }

    // The change is made and then refused, so that memory has been ahead of the disk.
    private static Task<int> TakeBackAsync(GeolocationApp app, Step step)
    {
        var batch = app.Services.GetRequiredService<Reception>().Receive([.. ToReports(step)], new Reporter(Partner));
        return app.Services.GetRequiredService<Journal<GeolocationDb>>().ChangeAsync<int>(async db =>
        {
            await app.Services.GetRequiredService<TrackWriter>().KeepAsync(db, [batch]);
            throw new TimeoutException();
        }, default);
    }

    private static async Task CheckAsync(GeolocationApp app, HashSet<(int Boat, int Second)> sent)
    {
        // What another process has added is known here after a change at the latest.
        await app.ReportAsync();
        foreach (var boat in sent.GroupBy(report => report.Boat))
        {
            var name = $"positions/{NameOf(boat.Key)}";
            var track = await app.Positions().ListTrackPointsAsync(new() { Parent = name, PageSize = 1000 });
            var last = await app.Positions().GetPositionAsync(new() { Name = name });
            var nearest = await app.Positions().FindNearestAsync(new() { Location = last.Report.Location, MaxResults = 1, Filter = new() { Subjects = { NameOf(boat.Key) } } });

            Assert.Equal(boat.Order().Select(report => Report(report.Boat, report.Second)), track.TrackPoints.Select(point => point.Report));
            Assert.Equal(last, Assert.Single(nearest.Neighbours).Position);
            Assert.Equal(track.TrackPoints[^1], WithoutState(last));
        }

        var store = app.Services.GetRequiredService<TrackStore>();
        var log = await app.Services.GetRequiredService<Journal<GeolocationDb>>().ReadAsync(db => store.AfterAsync(db, 0, 10_000, default), default);
        Assert.Equal(Enumerable.Range(1, sent.Count).Select(i => (long)i), log.Select(point => point.Sequence));
        Assert.Equal(sent.Count, log.DistinctBy(point => (point.Subject, point.EventTime)).Count());
    }

    private static V1.Position WithoutState(V1.Position known)
    {
        Assert.NotEqual(V1.Position.Types.State.Unspecified, known.State);
        return new() { Name = known.Name, Report = known.Report, Nation = known.Nation, ReceiptTime = known.ReceiptTime };
    }

    private static async Task DisposeAsync(GeolocationApp[] apps)
    {
        foreach (var app in apps)
        {
            await app.DisposeAsync();
        }
    }

    private static V1.PositionReport[] ToReports(Step step) => [.. step.Reports.Select(report => Report(report.Boat, report.Second))];

    private static V1.PositionReport Report(int boat, int second)
    {
        var report = GeolocationApp.Report(NameOf(boat), second, (350 + boat) / 10.0, second / 1000.0);
        if (second % 3 == 0)
        {
            (report.AccuracyMetres, report.HeadingDegrees, report.Source) = (boat, -second % 360, V1.PositionReport.Types.Source.Gnss);
        }

        return report;
    }

    private static string NameOf(int boat) => $"assets/boat-{boat}";

    private enum What
    {
        Report,
        TakeBack,
        Page,
        WriteKnown,
        Restart,
    }

    private sealed record Step(What What, (int Boat, int Second)[] Reports);
}

public sealed class TrackPropertyOnSqliteTests() : TrackPropertyTests(() => new SqliteTestStore(), 1);

public sealed class TrackPropertyOnPostgresTests() : TrackPropertyTests(() => new PostgresTestStore(), 2);
