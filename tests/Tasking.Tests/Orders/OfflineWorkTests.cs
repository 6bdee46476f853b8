using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.Tasking.Tests.Orders;

/// <summary>A recall meets what a unit without a network did in the meantime: nothing of it is lost, and the mission stays recalled.</summary>
public sealed class OfflineWorkTests : IDisposable
{
    private const string Leader = "de-falke-07";

    private readonly SqliteTestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task WorkOfBeforeTheRecallWasHeard_IsNoted_AndTheMissionStaysRecalled()
    {
        await using var app = new TaskingApp(_store);
        var mission = await app.MissionAsync(State.Ordered);
        var order = $"{mission.Name}/orders/{Leader}";
        var left = TimeProvider.System.GetUtcNow().ToTimestamp();
        await app.Missions().RecallMissionAsync(new() { Name = mission.Name, Reason = "False alarm." });

        // The outbox of a device that was in a cellar: as it was made, in its order.
        await app.Field(Leader).AcknowledgeOrderAsync(new() { Name = order, Rung = Rung.Accepted, Device = "phone", DeviceTime = left });
        await app.Field(Leader).ReportProgressAsync(new() { Name = order, Stage = Stage.EnRoute, DeviceTime = left });
        var told = await app.Field(Leader).ReportProgressAsync(new() { Name = order, Stage = Stage.OnScene, DeviceTime = left, Note = "Two boats." });

        Assert.Equal([(Stage.EnRoute, true), (Stage.OnScene, true)], told.Progress.Select(reached => (reached.Stage, reached.HeardLate)));
        Assert.Equal("Two boats.", told.Progress[^1].Note);
        Assert.All(told.Progress, reached => Assert.True(reached.DeviceTime < told.SupersedeTime));
        var now = await app.Missions().GetMissionAsync(new() { Name = mission.Name });
        Assert.Equal((State.Recalled, null), (now.State, now.ArrivalTime));
    }

    [Fact]
    public async Task WorkOfBeforeTheRecallWasGiven_IsNotHeardLate()
    {
        await using var app = new TaskingApp(_store);
        var mission = await app.MissionAsync(State.Ordered);
        var order = $"{mission.Name}/orders/{Leader}";
        await app.Field(Leader).AcknowledgeOrderAsync(new() { Name = order, Rung = Rung.Accepted, Device = "phone", DeviceTime = new() });
        await app.Field(Leader).ReportProgressAsync(new() { Name = order, Stage = Stage.EnRoute, DeviceTime = new() });

        await app.Missions().RecallMissionAsync(new() { Name = mission.Name, Reason = "False alarm." });
        var told = await app.Field(Leader).ReportProgressAsync(new() { Name = order, Stage = Stage.OnScene, DeviceTime = new() });

        Assert.Equal([(Stage.EnRoute, false), (Stage.OnScene, true)], told.Progress.Select(reached => (reached.Stage, reached.HeardLate)));
    }

    [Fact]
    public async Task ReportOfTheLeader_AfterTheRecall_IsKeptOnce_AndItsArrestsCount()
    {
        await using var app = new TaskingApp(_store);
        var mission = await app.MissionAsync(State.Ordered);
        await app.Missions().RecallMissionAsync(new() { Name = mission.Name, Reason = "False alarm." });
        var report = new V1.CompleteMissionRequest { Name = mission.Name, Report = new() { Arrests = 2, Text = "Two at the pier." }, RequestId = Guid.NewGuid().ToString() };

        var kept = await app.Missions($"field:{Leader}").CompleteMissionAsync(report);
        Assert.Equal(kept, await app.Missions($"field:{Leader}").CompleteMissionAsync(report));

        Assert.Equal((State.Recalled, 2, "False alarm."), (kept.State, kept.Report.Arrests, kept.Reason));
        var (code, reason, _) = await app.Missions($"field:{Leader}").CompleteMissionAsync(new() { Name = mission.Name, Report = new() { Arrests = 9 } }).RefusedAsync();
        Assert.Equal((StatusCode.FailedPrecondition, "MISSION_STATE"), (code, reason));
        using var watch = app.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } });
        var cancellation = TestContext.Current.CancellationToken;
        var told = await watch.ResponseStream.ReadAllAsync(cancellation).FirstAsync(change => change.Type == V1.MissionEvent.Types.Type.Reported, cancellation);
        Assert.Equal(2, told.Mission.Report.Arrests);
        var figures = (await app.Statistics().ListYearlyFiguresAsync(new())).Figures.Single(year => year.Source == V1.YearlyFigures.Types.Source.Counted);
        Assert.Equal((0, 2), (figures.JointOperations, figures.Arrests));
    }
}
