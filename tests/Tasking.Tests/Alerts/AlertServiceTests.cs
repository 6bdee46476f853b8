using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Storage;
using static TaskForce.Tasking.V1.Alert.Types;

namespace TaskForce.Tasking.Tests.Alerts;

public abstract class AlertServiceTests(TaskingApp app)
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alert_SeenByBothCentres_NamesBothAndStaysOpen()
    {
        var alert = await RaiseAsync("missions/seen");

        await app.Alerts("dispatcher.de").AcknowledgeAlertAsync(new() { Name = alert.Name });
        await app.Alerts("dispatcher.de").AcknowledgeAlertAsync(new() { Name = alert.Name });
        var seen = await app.Alerts("dispatcher.ma").AcknowledgeAlertAsync(new() { Name = alert.Name });

        Assert.Equal(State.Open, seen.State);
        Assert.Equal(["DE", "MA"], seen.Acknowledgements.Select(each => each.Nation));
    }

    [Fact]
    public async Task Alert_ResolvedTwice_IsRefusedAndNamesWhoWasFirst()
    {
        var alert = await RaiseAsync("missions/resolved");

        await app.Alerts("dispatcher.de").ResolveAlertAsync(new() { Name = alert.Name, Resolution = "Was a drill." });
        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            app.Alerts("dispatcher.ma").ResolveAlertAsync(new() { Name = alert.Name, Resolution = "Called them." }).ResponseAsync);

        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Contains("Was a drill.", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alert_OfTheSameKindAndSubject_IsRaisedOnceWhileItIsOpen()
    {
        var first = await RaiseAsync("missions/same");
        var again = await RaiseAsync("missions/same");
        await app.Alerts().ResolveAlertAsync(new() { Name = first.Name, Resolution = "Settled." });
        var anew = await RaiseAsync("missions/same");

        Assert.Equal(first.Name, again.Name);
        Assert.NotEqual(first.Name, anew.Name);
    }

    [Fact]
    public async Task Alert_ThatDoesNotGoToANation_IsNotForItToResolve()
    {
        var alert = await RaiseAsync("missions/other", "MA");

        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            app.Alerts("dispatcher.de").ResolveAlertAsync(new() { Name = alert.Name, Resolution = "Mine?" }).ResponseAsync);

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    [Fact]
    public async Task ListAlerts_ByStateAndNation_LeavesOutTheOthers()
    {
        var mine = await RaiseAsync("missions/list-mine", "DE");
        var theirs = await RaiseAsync("missions/list-theirs", "MA");
        var ended = await RaiseAsync("missions/list-ended", "DE");
        await app.Alerts().ResolveAlertAsync(new() { Name = ended.Name, Resolution = "Settled." });

        var open = await app.Alerts().ListAlertsAsync(new() { Filter = new() { States = { State.Open }, Nation = "DE" } });

        Assert.Contains(open.Alerts, alert => alert.Name == mine.Name);
        Assert.DoesNotContain(open.Alerts, alert => alert.Name == theirs.Name || alert.Name == ended.Name);
    }

    [Fact]
    public async Task WatchAlerts_OfAMission_TellsItsWholeLife()
    {
        using var watch = app.Alerts("auditor.de").WatchAlerts(new() { Filter = new() { Mission = "missions/watched" } }, cancellationToken: Cancellation);
        await RaiseAsync("missions/elsewhere");
        var alert = await RaiseAsync("missions/watched");
        await app.Alerts().AcknowledgeAlertAsync(new() { Name = alert.Name });
        await app.Alerts().ResolveAlertAsync(new() { Name = alert.Name, Resolution = "Settled." });

        var types = await watch.ResponseStream.ReadAllAsync(Cancellation).Select(change => change.Type)
            .Where(type => type != V1.AlertEvent.Types.Type.Heartbeat).Take(3).ToListAsync(Cancellation);

        Assert.Equal([V1.AlertEvent.Types.Type.Raised, V1.AlertEvent.Types.Type.Acknowledged, V1.AlertEvent.Types.Type.Resolved], types);
    }

    private Task<V1.Alert> RaiseAsync(string mission, params string[] nations) =>
        app.Services.GetRequiredService<Journal<TaskingDb>>().ChangeAsync(db => db.RaiseAsync(
            new(Kind.NeedHelp, mission, nations is [] ? ["DE", "MA"] : [.. nations], "Help.") { Mission = mission }, "members/x",
            new(2026, 6, 1, 8, 0, 0, TimeSpan.Zero)), Cancellation);
}

public sealed class SqliteAlertServiceTests(TaskingApp app) : AlertServiceTests(app), IClassFixture<TaskingApp>;

public sealed class PostgresAlertServiceTests(PostgresTaskingApp app) : AlertServiceTests(app), IClassFixture<PostgresTaskingApp>;
