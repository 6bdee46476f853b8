using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Hotspots.Reports;
using TaskForce.Tasking.Storage;
using TaskForce.Testing;
using TaskForce.Testing.Sidecars;
using Answer = Dapr.AppCallback.Autogen.Grpc.v1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace TaskForce.Tasking.Tests.Hotspots.Reports;

/// <summary>Hotspots that come through the broker, brought by a sidecar that speaks Dapr's API at the wire.</summary>
public abstract class HotspotIntakeTests : IAsyncLifetime
{
    private readonly TestStore _store;
    private readonly TestSidecar _sidecar = new();
    private ReportedApp _app = null!;

    private protected HotspotIntakeTests(TestStore store) => _store = store;

    public async ValueTask InitializeAsync()
    {
        await _sidecar.StartAsync();
        _app = new(_store, _sidecar);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _sidecar.DisposeAsync();
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task ListTopicSubscriptions_FromTheSidecar_NamesComponentAndTopic()
    {
        var subscription = Assert.Single((await TestSidecar.AskAsync(_app.Door)).Subscriptions);

        // With dead letters of its own the sidecar would also set aside what is to be brought again.
        Assert.Equal(("intake", "taskforce.hotspots.reported", ""), (subscription.PubsubName, subscription.Topic, subscription.DeadLetterTopic));
    }

    [Fact]
    public async Task OnTopicEvent_EachThriceAndOutOfOrder_IsOneHotspotEach()
    {
        var reports = Enumerable.Range(0, 20).SelectMany(i => Enumerable.Repeat($"sighting-{i:D2}", 3)).ToArray();
        Random.Shared.Shuffle(reports);

        var answers = await Task.WhenAll(reports.Select(id => _app.DeliverAsync(ReportedApp.Report(id))));

        Assert.All(answers, answer => Assert.Equal(Answer.Success, answer));
        Assert.Equal(reports.Distinct().Order(), (await _app.HotspotsAsync()).Select(hotspot => hotspot.Description).Order());
    }

    [Fact]
    public async Task OnTopicEvent_AgainWhenAnswersAreForgotten_IsStillOneHotspot()
    {
        await _app.DeliverAsync(ReportedApp.Report("sighting"));
        var journal = _app.Services.GetRequiredService<Journal<TaskingDb>>();
        await journal.ChangeAsync(db =>
        {
            db.Answers.RemoveRange(db.Answers);
            return Task.FromResult(0);
        }, default);

        Assert.Equal(Answer.Success, await _app.DeliverAsync(ReportedApp.Report("sighting")));
        Assert.Single(await _app.HotspotsAsync());
    }

    [Fact]
    public async Task OnTopicEvent_OfAConfiguredSource_IsThatPartnersHotspotAndInTheAuditLog()
    {
        await _app.DeliverAsync(ReportedApp.Report("sighting"));

        var hotspot = Assert.Single(await _app.HotspotsAsync());
        var entries = (await new V1.AuditService.AuditServiceClient(_app.Call("auditor.de")).ListAuditEntriesAsync(new())).Entries;
        var call = Assert.Single(entries, entry => entry.Record.Call?.Method == "taskforce.tasking.v1.HotspotService.CreateHotspot").Record.Call;
        Assert.Equal(("DE", "demo", "OK", Type.V1.Role.Partner), (call.Nation, call.Issuer, call.Code, Assert.Single(call.Roles)));
        // The same partner by its token may close what is its own.
        await new V1.HotspotService.HotspotServiceClient(_app.Call("partner.de")).CloseHotspotAsync(new() { Name = hotspot.Name });
    }

    [Theory]
    [InlineData("SOURCE_UNKNOWN", "/feeds/stranger", null)]
    [InlineData("REPORT_UNREADABLE", ReportedApp.Source, "not json")]
    [InlineData("REPORT_UNREADABLE", ReportedApp.Source, """{"hotspot":{"kind":"NO_SUCH_KIND"}}""")]
    [InlineData("REPORT_UNREADABLE", ReportedApp.Source, """{"nothing":{"like":"it"}}""")]
    [InlineData("INVALID_FIELDS", ReportedApp.Source, """{"hotspot":{"kind":"SMUGGLING"}}""")]
    [InlineData("INVALID_NAME", ReportedApp.Source, """{"hotspotId":"No Name"}""")]
    public async Task OnTopicEvent_WhatCanNeverBeTaken_IsDroppedAndParkedOnce(string reason, string source, string? data)
    {
        var answers = new[] { await _app.DeliverAsync(ReportedApp.Report("bad", source, data)), await _app.DeliverAsync(ReportedApp.Report("bad", source, data)) };

        Assert.Equal([Answer.Drop, Answer.Drop], answers);
        var parked = Assert.Single(await ParkedAsync());
        Assert.Equal(("taskforce.hotspots.reported", reason), (parked.Topic, parked.Reason));
        Assert.EndsWith($" {source} bad", parked.Event, StringComparison.Ordinal);
        var whole = Assert.Single(_sidecar.Published);
        Assert.Equal(("taskforce.hotspots.reported.parked", "bad"), (whole.Topic, whole.Id));
        Assert.Equal(ReportedApp.Report("bad", source, data).Data, whole.Event.GetProperty("data_base64").GetBytesFromBase64());
        Assert.Empty(await _app.HotspotsAsync());
    }

    [Fact]
    public async Task OnTopicEvent_ItCannotBeParkedNow_IsBroughtAgain()
    {
        _sidecar.Broker = _ => Task.FromResult<StatusCode?>(StatusCode.Unavailable);
        var first = await _app.DeliverAsync(ReportedApp.Report("bad", "/feeds/stranger"));
        _sidecar.Broker = _ => Task.FromResult<StatusCode?>(null);

        Assert.Equal((Answer.Retry, 0), (first, (await ParkedAsync()).Count));
        Assert.Equal(Answer.Drop, await _app.DeliverAsync(ReportedApp.Report("bad", "/feeds/stranger")));
        Assert.Single(await ParkedAsync());
    }

    [Fact]
    public async Task OnTopicEvent_SameIdWithOtherWords_IsParkedAndTheFirstStays()
    {
        await _app.DeliverAsync(ReportedApp.Report("sighting"));

        var answer = await _app.DeliverAsync(ReportedApp.Report("sighting", data: ReportedApp.Report("other words").Data.ToStringUtf8()));

        Assert.Equal((Answer.Drop, "REQUEST_ID_REUSED"), (answer, Assert.Single(await ParkedAsync()).Reason));
        Assert.Equal("sighting", Assert.Single(await _app.HotspotsAsync()).Description);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OnTopicEvent_TopicForWhatIsParkedRefusesIt_IsDroppedAllTheSame(bool takesEnvelopes)
    {
        _sidecar.Broker = change => Task.FromResult<StatusCode?>(takesEnvelopes && !change.Event.TryGetProperty("data_base64", out _) ? null : StatusCode.Internal);

        var answers = new[] { await _app.DeliverAsync(ReportedApp.Report("bad", "/feeds/stranger")), await _app.DeliverAsync(ReportedApp.Report("bad", "/feeds/stranger")) };

        Assert.Equal([Answer.Drop, Answer.Drop], answers);
        Assert.Equal("SOURCE_UNKNOWN", Assert.Single(await ParkedAsync()).Reason);
        Assert.Equal(takesEnvelopes ? ["bad"] : [], _sidecar.Published.Select(each => each.Id));
    }

    [Fact]
    public async Task OnTopicEvent_IdsThatDatabasesAndReadersOfLogsDoNotTake_AreParkedOneByOne()
    {
        var alike = new string('x', 500);
        string[] ids = [$"{alike}1", $"{alike}2", "zero\0", "line\nbreak", "\ud83d\ude80", new string('\u00fc', 500)];

        foreach (var id in ids.Concat(ids))
        {
            Assert.Equal(Answer.Drop, await _app.DeliverAsync(ReportedApp.Report(id, "/feeds/stranger")));
        }

        Assert.Equal(ids, _sidecar.Published.Select(each => each.Id));
        var parked = await ParkedAsync();
        Assert.Equal(ids.Length, parked.Count);
        Assert.All(parked, row => Assert.Matches("^[0-9a-f]{64} [ -~]{1,400}$", row.Event));
        Assert.EndsWith(@" /feeds/stranger zero\u0000", parked[2].Event, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("partner.ma")]
    [InlineData("dispatcher.de")]
    public async Task OnTopicEvent_AnotherHasChosenItsName_IsParkedAndDoesNotVanish(string another)
    {
        var report = HotspotReport.Read(ReportedApp.Report("sighting")).Request.Clone();
        (report.RequestId, report.Hotspot.Description) = ("", "another's");
        await new V1.HotspotService.HotspotServiceClient(_app.Call(another)).CreateHotspotAsync(report);

        var answer = await _app.DeliverAsync(ReportedApp.Report("sighting"));

        Assert.Equal((Answer.Drop, "HOTSPOT_EXISTS"), (answer, Assert.Single(await ParkedAsync()).Reason));
        Assert.Equal("sighting", Assert.Single(_sidecar.Published).Id);
        Assert.Equal("another's", Assert.Single(await _app.HotspotsAsync()).Description);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("app-token-of-another")]
    public async Task OnTopicEvent_WithoutTheSidecarsToken_IsRefused(string? token)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => TestSidecar.DeliverAsync(_app.Door, ReportedApp.Report("sighting"), token));
        var asked = await Assert.ThrowsAsync<RpcException>(() => TestSidecar.AskAsync(_app.Door, token));

        Assert.Equal((StatusCode.Unauthenticated, StatusCode.Unauthenticated), (refusal.StatusCode, asked.StatusCode));
        Assert.Empty(await _app.HotspotsAsync());
    }

    [Fact]
    public async Task Doors_ForOneAnother_AreClosed()
    {
        using var sidecars = GrpcChannel.ForAddress(_app.Door);
        var token = new Metadata { { "authorization", $"Bearer {TestIdentity.Token("dispatcher.de")}" } };

        var byTheSidecars = await Assert.ThrowsAsync<RpcException>(async () => await new V1.HotspotService.HotspotServiceClient(sidecars).ListHotspotsAsync(new(), token));
        var byTheOthers = await Assert.ThrowsAsync<RpcException>(() => TestSidecar.DeliverAsync(_app.Grpc, ReportedApp.Report("sighting")));

        Assert.Equal((StatusCode.Unimplemented, StatusCode.Unimplemented), (byTheSidecars.StatusCode, byTheOthers.StatusCode));
    }

    private Task<List<ParkedRow>> ParkedAsync() => _app.Services.GetRequiredService<Journal<TaskingDb>>().ReadAsync(
        db => Task.FromResult(db.Set<ParkedRow>().ToList()), default);
}

public sealed class HotspotIntakeOnSqliteTests() : HotspotIntakeTests(new SqliteTestStore());

public sealed class HotspotIntakeOnPostgresTests() : HotspotIntakeTests(new PostgresTestStore());

public sealed class HotspotIntakeOutageTests
{
    [Fact]
    public async Task OnTopicEvent_StoreIsAway_IsBroughtAgainAndTakenOnce()
    {
        await using var node = await PostgresNode.CreateAsync(TestContext.Current.CancellationToken);
        await using var sidecar = new TestSidecar();
        await sidecar.StartAsync();
        await using var app = new ReportedApp(new ClusterTestStore(node, null), sidecar);
        await node.KillAsync();

        var first = await app.DeliverAsync(ReportedApp.Report("sighting"));
        await node.StartAsync(TestContext.Current.CancellationToken);
        while (await app.DeliverAsync(ReportedApp.Report("sighting")) is var answer and not Answer.Success)
        {
            Assert.Equal(Answer.Retry, answer);
        }

        Assert.Equal(Answer.Retry, first);
        Assert.Equal(Answer.Success, await app.DeliverAsync(ReportedApp.Report("sighting")));
        Assert.Single(await app.HotspotsAsync());
    }
}
