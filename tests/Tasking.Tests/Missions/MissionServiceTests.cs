using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Tasking.Tests.Missions;

public abstract class MissionServiceTests(TaskingApp app, Func<TestStore> newStore)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mission_FromHotspotToReport_GoesThroughEveryState()
    {
        var mission = await app.MissionAsync(State.Ordered);
        Assert.Equal((State.Ordered, 3), (mission.State, mission.Orders.Count));

        var leader = app.Field("de-falke-07");
        var order = mission.Orders.Single(o => o.Recipient == "members/de-falke-07").Name;
        await Acknowledge(leader, order, V1.Order.Types.Rung.Accepted);
        await Progress(leader, order, V1.Order.Types.Stage.EnRoute);
        await Progress(leader, order, V1.Order.Types.Stage.OnScene);
        var done = await new V1.MissionService.MissionServiceClient(app.As("field:de-falke-07")).CompleteMissionAsync(
            new() { Name = mission.Name, Report = new() { Arrests = 3, Text = "Done." } });

        Assert.Equal((State.Completed, 3), (done.State, done.Report.Arrests));
        Assert.NotNull(done.ArrivalTime);
        Assert.Equal(mission.Team, await NextRelease(mission.Team));
    }

    [Fact]
    public async Task ApproveMission_CommanderOfOneNation_CannotTurnTheOthersKey()
    {
        var mission = await app.MissionAsync(State.AwaitingApproval);

        await app.Missions("commander.de").ApproveMissionAsync(new() { Name = mission.Name });
        var still = await app.Missions("commander.de").ApproveMissionAsync(new() { Name = mission.Name });

        Assert.Equal(State.AwaitingApproval, still.State);
        Assert.Equal(["commander.de", ""], still.Approvals.Select(approval => approval.Approver));
    }

    [Fact]
    public async Task ApproveMission_Dispatcher_IsDenied()
    {
        var mission = await app.MissionAsync(State.AwaitingApproval);

        await Refused(StatusCode.PermissionDenied, "NOT_ENTITLED",
            app.Missions("dispatcher.de").ApproveMissionAsync(new() { Name = mission.Name }));
    }

    [Fact]
    public async Task ApproveMission_NationOutsideTheTeam_IsDenied()
    {
        var mission = await app.MissionAsync(State.AwaitingApproval);

        await Refused(StatusCode.PermissionDenied, "NATION_TAKES_NO_PART",
            app.Missions("commander.fr").ApproveMissionAsync(new() { Name = mission.Name }));
    }

    [Fact]
    public async Task DispatchMission_OneKeyMissing_IsRefused()
    {
        var mission = await app.MissionAsync(State.AwaitingApproval);

        await Refused(StatusCode.FailedPrecondition, "MISSION_STATE", app.Missions().DispatchMissionAsync(new() { Name = mission.Name }));
    }

    [Fact]
    public async Task DispatchMission_SameRequestIdTwice_GivesEachOrderOnce()
    {
        var mission = await app.MissionAsync(State.Approved);
        var request = new V1.DispatchMissionRequest { Name = mission.Name, RequestId = Guid.NewGuid().ToString() };

        var both = await Task.WhenAll(
            app.Missions().DispatchMissionAsync(request).ResponseAsync,
            app.Missions().DispatchMissionAsync(request).ResponseAsync);

        Assert.Equal(both[0], both[1]);
        Assert.Equal(3, both[0].Orders.Count);
    }

    [Fact]
    public async Task DispatchMission_RequestIdOfAnotherRequest_IsInvalid()
    {
        var id = Guid.NewGuid().ToString();
        var first = await app.MissionAsync(State.Approved);
        var second = await app.MissionAsync(State.Approved);
        await app.Missions().DispatchMissionAsync(new() { Name = first.Name, RequestId = id });

        await Refused(StatusCode.InvalidArgument, "REQUEST_ID_REUSED",
            app.Missions().DispatchMissionAsync(new() { Name = second.Name, RequestId = id }));
    }

    [Fact]
    public async Task AssignTeam_RosterRefuses_PassesItsReasonOnAndLeavesTheDraft()
    {
        using var store = newStore();
        await using var own = new TaskingApp(store);
        var mission = await own.MissionAsync();
        own.Peers.Refusal = FakePeers.Refuse(Code.Aborted, "MEMBER_TAKEN");

        await Refused(StatusCode.Aborted, "MEMBER_TAKEN",
            own.Missions().AssignTeamAsync(new() { Name = mission.Name, Members = { TaskingApp.Team } }));

        Assert.Equal(State.Draft, (await own.Missions().GetMissionAsync(new() { Name = mission.Name })).State);
    }

    [Fact]
    public async Task AssignTeam_PlaceWithoutMandate_IsRefusedAndReservesNobody()
    {
        using var store = newStore();
        await using var own = new TaskingApp(store);
        var elsewhere = TaskingApp.PortHotspot;
        elsewhere.HostNation = "ES";
        var hotspot = await own.Hotspots().CreateHotspotAsync(new() { Hotspot = elsewhere });
        var mission = await own.Missions().CreateMissionAsync(new() { Mission = new() { Hotspot = hotspot.Name } });

        await Refused(StatusCode.FailedPrecondition, "NO_MANDATE",
            own.Missions().AssignTeamAsync(new() { Name = mission.Name, Members = { TaskingApp.Team } }));

        Assert.Empty(own.Peers.Reserved);
    }

    [Fact]
    public async Task AssignTeam_StaleEtag_IsAborted()
    {
        var mission = await app.MissionAsync(State.AwaitingApproval);

        await Refused(StatusCode.Aborted, "STALE_ETAG",
            app.Missions("commander.de").ApproveMissionAsync(new() { Name = mission.Name, Etag = "\"1\"" }));
    }

    [Fact]
    public async Task RecallMission_AfterDispatch_GivesEveryRecipientARecall()
    {
        var mission = await app.MissionAsync(State.Ordered);

        var recalled = await app.Missions().RecallMissionAsync(new() { Name = mission.Name, Reason = "False alarm." });

        Assert.Equal(State.Recalled, recalled.State);
        var recalls = recalled.Orders.Where(order => order.Kind == V1.Order.Types.Kind.Recall).ToList();
        Assert.Equal(3, recalls.Count);
        Assert.All(recalls, order => Assert.Equal("False alarm.", order.Instructions));
        Assert.Equal(mission.Team, await NextRelease(mission.Team));
    }

    [Fact]
    public async Task CompleteMission_MemberWhoDoesNotLead_IsDenied()
    {
        var mission = await app.MissionAsync(State.Ordered);
        var order = mission.Orders.Single(o => o.Recipient == "members/ma-atlas-13").Name;
        await Acknowledge(app.Field("ma-atlas-13"), order, V1.Order.Types.Rung.Accepted);
        await Progress(app.Field("ma-atlas-13"), order, V1.Order.Types.Stage.OnScene);

        await Refused(StatusCode.PermissionDenied, "NOT_THE_LEADER",
            app.Missions("field:ma-atlas-13").CompleteMissionAsync(new() { Name = mission.Name, Report = new() }));
    }

    [Fact]
    public async Task WatchMissions_FromACursor_MissesNothingAndRepeatsNothing()
    {
        var mission = await app.MissionAsync(State.Ordered);
        var all = await Read(mission.Name, after: 0, count: 5);
        Assert.Equal([EventType.Created, EventType.TeamAssigned, EventType.Approved, EventType.Approved, EventType.Dispatched], all.Select(e => e.Type));

        var rest = await Read(mission.Name, after: all[1].Sequence, count: 3);

        Assert.Equal(all.Skip(2), rest);
    }

    [Fact]
    public async Task WatchMissions_CursorBeyondTheLog_IsOutOfRange()
    {
        using var watch = app.Missions().WatchMissions(new() { After = 1_000_000 });

        var refusal = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(Cancellation));

        Assert.Equal(StatusCode.OutOfRange, refusal.StatusCode);
    }

    [Fact]
    public async Task DispatchMission_AfterRestart_RepeatsTheFirstAnswerFor24Hours()
    {
        using var store = newStore();
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2030-01-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        var request = new V1.DispatchMissionRequest { RequestId = Guid.NewGuid().ToString() };
        V1.Mission first;
        await using (var before = new TaskingApp(store, clock))
        {
            request.Name = (await before.MissionAsync(State.Approved)).Name;
            first = await before.Missions().DispatchMissionAsync(request);
        }

        clock.Advance(TimeSpan.FromHours(23));
        await using var after = new TaskingApp(store, clock);
        var again = await after.Missions().DispatchMissionAsync(request);

        Assert.Equal(first, again);
    }

    private async Task<string> NextRelease(string team)
    {
        await foreach (var released in app.Peers.Released.Reader.ReadAllAsync(Cancellation))
        {
            if (released == team)
            {
                return released;
            }
        }

        return "";
    }

    private async Task<List<V1.MissionEvent>> Read(string mission, long after, int count)
    {
        using var watch = app.Missions().WatchMissions(
            new() { After = after, Filter = new() { Mission = mission } });
        return await watch.ResponseStream.ReadAllAsync(Cancellation).Take(count).ToListAsync(Cancellation);
    }

    [Fact]
    public async Task ApproveMission_TeamBreaksDutyTimes_NeedsEachNationsReason()
    {
        await using var app = new TaskingApp();
        app.Peers.Breaches.Add(new() { Member = "members/de-falke-07", Nation = "DE", Rule = "max-duty-24h", Hard = true, Message = "Falke 07 would work 17 h within 24 h, 16 h are allowed" });
        var mission = await app.MissionAsync(V1.Mission.Types.State.AwaitingApproval);

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await app.Missions("commander.ma").ApproveMissionAsync(new() { Name = mission.Name }));
        await app.Missions("commander.de").ApproveMissionAsync(new() { Name = mission.Name, OverrideReason = "Nobody else knows the ship" });
        var approved = await app.Missions("commander.ma").ApproveMissionAsync(new() { Name = mission.Name, OverrideReason = "Agreed by telephone" });

        Assert.Equal((StatusCode.FailedPrecondition, "OVERRIDE_REQUIRED"), (refusal.StatusCode, refusal.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason));
        Assert.Contains("max-duty-24h of DE", refusal.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(V1.Mission.Types.State.Approved, approved.State);
        Assert.Equal(["Nobody else knows the ship", "Agreed by telephone"], approved.Approvals.Select(key => key.OverrideReason));
        Assert.Equal("max-duty-24h", Assert.Single(approved.Breaches).Rule);
    }

    private static async Task Acknowledge(V1.FieldService.FieldServiceClient field, string order, V1.Order.Types.Rung rung) =>
        await field.AcknowledgeOrderAsync(new() { Name = order, Rung = rung, Device = "phone", DeviceTime = new() });

    private static async Task Progress(V1.FieldService.FieldServiceClient field, string order, V1.Order.Types.Stage stage) =>
        await field.ReportProgressAsync(new() { Name = order, Stage = stage, DeviceTime = new() });

    private static async Task Refused<T>(StatusCode code, string reason, AsyncUnaryCall<T> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal((code, reason), (refusal.StatusCode, refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
    }
}

public sealed class MissionServiceOnSqliteTests(TaskingApp app) : MissionServiceTests(app, () => new SqliteTestStore()), IClassFixture<TaskingApp>;

public sealed class MissionServiceOnPostgresTests(PostgresTaskingApp app)
    : MissionServiceTests(app, () => new PostgresTestStore()), IClassFixture<PostgresTaskingApp>;
