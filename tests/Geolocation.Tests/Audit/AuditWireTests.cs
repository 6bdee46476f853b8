using TaskForce.Type.V1;
using Kind = TaskForce.Type.V1.AuditValue.Types.Kind;
using Phase = TaskForce.Type.V1.AuditCall.Types.Phase;

namespace TaskForce.Geolocation.Tests.Audit;

/// <summary>What the audit log says of positions, which are too many to be told one by one.</summary>
public sealed class AuditWireTests(GeolocationApp app) : IClassFixture<GeolocationApp>
{
    [Fact]
    public async Task StreamPositions_ManyReports_IsABeginningAndAnEndWithTheirNumber()
    {
        var id = GeolocationApp.NewId();
        using (var stream = app.Positions("field:" + id).StreamPositions())
        {
            for (var sequence = 1; sequence <= 30; sequence++)
            {
                await stream.RequestStream.WriteAsync(new() { Sequence = sequence, Reports = { GeolocationApp.Report($"members/{id}", -sequence) } });
            }

            await stream.RequestStream.CompleteAsync();
            while (await stream.ResponseStream.MoveNext(default))
            {
            }
        }

        var entries = await UntilAsync(new() { Method = "StreamPositions", Value = $"members/{id}" }, entries => entries.Count >= 2);

        Assert.Equal([Phase.Began, Phase.Ended], entries.Select(entry => entry.Record.Call.Phase));
        Assert.Equal((30, "OK"), (entries[1].Record.Call.Requests, entries[1].Record.Call.Code));
        Assert.DoesNotContain(entries, entry => entry.Record.Call.Values.Any(value => value.Kind == Kind.Shown));
    }

    [Fact]
    public async Task FindNearest_Answered_IsRecordedWithWhomItShowed()
    {
        var id = GeolocationApp.NewId();
        await app.ReportAsync(GeolocationApp.Report($"assets/{id}", 0, latitude: -40, longitude: 100));

        await app.Positions().FindNearestAsync(new() { Location = new() { Latitude = -40, Longitude = 100 }, MaxResults = 1, RadiusMetres = 10_000 });

        var entry = Assert.Single(await UntilAsync(new() { Method = "FindNearest", Value = $"assets/{id}" }, entries => entries.Count > 0));
        Assert.Equal(["location", "max_results", "radius_metres"], entry.Record.Call.AskedFields);
    }

    [Fact]
    public async Task WatchPositions_OneSubjectAgainAndAgain_IsShownOnce()
    {
        var id = GeolocationApp.NewId();
        using (var watch = app.Positions().WatchPositions(new() { Filter = new() { Subjects = { $"assets/{id}" } } }))
        {
            Assert.True(await watch.ResponseStream.MoveNext(default));
            for (var i = 0; i < 5; i++)
            {
                await app.ReportAsync(GeolocationApp.Report($"assets/{id}", -60 + i));
                Assert.True(await watch.ResponseStream.MoveNext(default));
            }
        }

        var entries = await UntilAsync(new() { Method = "WatchPositions", Value = $"assets/{id}" }, entries => entries is [.., { Record.Call.Phase: Phase.Ended }]);

        var shown = entries.SelectMany(entry => entry.Values.Where(value => entry.Record.Call.Values[value.Index].Kind == Kind.Shown).Select(value => value.Value)).ToList();
        Assert.Contains($"assets/{id}", shown);
        Assert.Equal(shown.Distinct(), shown);
    }

    private async Task<IReadOnlyList<AuditEntry>> UntilAsync(AuditFilter filter, Func<IReadOnlyList<AuditEntry>, bool> isEnough)
    {
        // So that what never comes fails the test instead of holding it up.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var audit = new V1.AuditService.AuditServiceClient(app.As("auditor.de"));
        IReadOnlyList<AuditEntry> seen;
        do
        {
            seen = (await audit.ListAuditEntriesAsync(new() { Filter = filter, PageSize = 1000 }, cancellationToken: limit.Token)).Entries;
        }
        while (!isEnough(seen));

        return seen;
    }
}
