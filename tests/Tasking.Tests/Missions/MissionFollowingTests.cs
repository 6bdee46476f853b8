using Google.Rpc;
using Grpc.Core;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Tasking.Tests.Missions;

/// <summary>How a mission follows what happens at the roster and in the field.</summary>
public abstract class MissionFollowingTests(TestStore store) : IDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task TeamLease_EndsBeforeDispatch_TakesTheMissionBackToDraft()
    {
        await using var app = new TaskingApp(store);
        var mission = await app.MissionAsync(State.Approved);
        using var watch = app.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } });

        app.Peers.Teams.Clear();
        End(app, mission, Roster.V1.TeamEvent.Types.Type.Expired);
        var expired = await Until(watch, change => change.Type == EventType.TeamExpired);

        Assert.Equal((State.Draft, ""), (expired.Mission.State, expired.Mission.Team));
    }

    [Fact]
    public async Task TeamReleased_NoOtherHeldForTheMission_TakesItBackToDraft()
    {
        await using var app = new TaskingApp();
        var mission = await app.MissionAsync(State.AwaitingApproval);
        using var watch = app.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } });

        // Another team was reserved, which lets the first one go, and could not be assigned: the roster holds neither.
        await Refused(StatusCode.Aborted, "STALE_ETAG", AssignWhileItChangesAsync(app, mission));
        End(app, mission, Roster.V1.TeamEvent.Types.Type.Released);
        var lost = await Until(watch, change => change.Type == EventType.TeamExpired);

        Assert.Equal((State.Draft, ""), (lost.Mission.State, lost.Mission.Team));
    }

    [Fact]
    public async Task TeamReleased_AnotherIsHeldForTheMission_ChangesNothing()
    {
        await using var app = new TaskingApp();
        var mission = await app.MissionAsync(State.AwaitingApproval);
        using var watch = app.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } });

        End(app, mission, Roster.V1.TeamEvent.Types.Type.Released);
        Judge(app, mission, Roster.V1.TeamEvent.Types.Type.Impaired);
        var judged = await Until(watch, change => change.Type is EventType.TeamExpired or EventType.TeamImpaired);

        Assert.Equal((EventType.TeamImpaired, State.AwaitingApproval), (judged.Type, judged.Mission.State));
    }

    [Fact]
    public async Task TeamImpaired_AfterDispatch_TellsWhyAndTheRepair()
    {
        await using var app = new TaskingApp();
        var mission = await app.MissionAsync(State.Ordered);
        using var watch = app.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } });

        Judge(app, mission, Roster.V1.TeamEvent.Types.Type.Impaired);
        var impaired = (await Until(watch, change => change.Type == EventType.TeamImpaired)).Mission;
        Judge(app, mission, Roster.V1.TeamEvent.Types.Type.RepairProposed, new() { Message = "Send Atlas 14 for Atlas 13." });
        var repair = (await Until(watch, change => change.Type == EventType.RepairProposed)).Mission;

        Assert.Equal((State.Ordered, "Atlas 13 is sick"), (impaired.State, Assert.Single(impaired.Impairments).Message));
        Assert.Equal("Send Atlas 14 for Atlas 13.", repair.Repair.Message);
        Assert.Equal(3, repair.Orders.Count);
    }

    [Fact]
    public async Task MemberReplaced_BeforeDispatch_VoidsTheKeys()
    {
        await using var own = new TaskingApp(store);
        var mission = await own.MissionAsync(State.Approved);
        using var watch = own.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } });

        Replace(own, mission);
        var replaced = await Until(watch, change => change.Type == EventType.MemberReplaced);

        Assert.Equal(State.AwaitingApproval, replaced.Mission.State);
        Assert.All(replaced.Mission.Approvals, approval => Assert.Equal(Approval.Types.Decision.Pending, approval.Decision));
        Assert.Contains("members/ma-atlas-14", replaced.Mission.Members.Select(member => member.Member));
    }

    [Fact]
    public async Task MemberReplaced_AfterDispatch_RecallsTheOneAndSendsTheOther()
    {
        await using var own = new TaskingApp(store);
        var mission = await own.MissionAsync(State.Ordered);
        using var watch = own.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } });

        Replace(own, mission);
        var replaced = (await Until(watch, change => change.Type == EventType.MemberReplaced)).Mission;

        Assert.Equal(State.Ordered, replaced.State);
        Assert.Equal([(V1.Order.Types.Kind.Recall, "members/ma-atlas-13"), (V1.Order.Types.Kind.Deploy, "members/ma-atlas-14")],
            replaced.Orders.Skip(3).Select(order => (order.Kind, order.Recipient)));
    }

    [Fact]
    public async Task DispatchMission_TeamChangedUnseen_IsAborted()
    {
        await using var own = new TaskingApp(store);
        var mission = await own.MissionAsync(State.Approved);
        own.Peers.Teams[mission.Team] = Changed(mission);

        await Refused(StatusCode.Aborted, "MISSION_CHANGED", own.Missions().DispatchMissionAsync(new() { Name = mission.Name }));
    }

    protected static void End(TaskingApp app, V1.Mission mission, Roster.V1.TeamEvent.Types.Type type) =>
        app.Peers.TeamEvents.Writer.TryWrite(new() { Sequence = 7, Type = type, Team = new() { Name = mission.Team, Holder = mission.Name } });

    private static void Judge(TaskingApp app, V1.Mission mission, Roster.V1.TeamEvent.Types.Type type, Roster.V1.Repair? repair = null) =>
        app.Peers.TeamEvents.Writer.TryWrite(new()
        {
            Sequence = type == Roster.V1.TeamEvent.Types.Type.RepairProposed ? 9 : 8,
            Type = type,
            Team = new()
            {
                Name = mission.Team,
                Holder = mission.Name,
                Members = { mission.Members },
                Impairments = { new Roster.V1.Impairment { Rule = "members/ma-atlas-13", Message = "Atlas 13 is sick" } },
                Repair = repair,
            },
        });

    // The reservation is granted, and the mission changes before the team is assigned to it.
    private static AsyncUnaryCall<V1.Mission> AssignWhileItChangesAsync(TaskingApp app, V1.Mission mission)
    {
        app.Peers.BeforeReserving = () => app.Missions("commander.de").ApproveMissionAsync(new() { Name = mission.Name }).ResponseAsync;
        return app.Missions().AssignTeamAsync(new() { Name = mission.Name, Members = { TaskingApp.Team }, Etag = mission.Etag });
    }

    protected static void Replace(TaskingApp own, V1.Mission mission) => own.Peers.TeamEvents.Writer.TryWrite(
        new() { Sequence = 3, Type = Roster.V1.TeamEvent.Types.Type.MemberReplaced, Team = Changed(mission) });

    private static Roster.V1.Team Changed(V1.Mission mission) => new()
    {
        Name = mission.Team,
        Members =
        {
            mission.Members.Where(member => member.Member != "members/ma-atlas-13"),
            new Roster.V1.TeamMember { Member = "members/ma-atlas-14", Nation = "MA", CallSign = "Atlas 14", Role = Roster.V1.TeamMember.Types.Role.Member },
        },
    };

    protected static async Task<V1.MissionEvent> Until(AsyncServerStreamingCall<V1.MissionEvent> watch, Func<V1.MissionEvent, bool> seen) =>
        await watch.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(seen, Cancellation);

    private static async Task Refused<T>(StatusCode code, string reason, AsyncUnaryCall<T> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal((code, reason), (refusal.StatusCode, refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
    }
}

public sealed class MissionFollowingOnSqliteTests() : MissionFollowingTests(new SqliteTestStore());

public sealed class MissionFollowingOnPostgresTests : MissionFollowingTests
{
    private readonly TestStore _store;

    public MissionFollowingOnPostgresTests() : this(new PostgresTestStore())
    {
    }

    private MissionFollowingOnPostgresTests(TestStore store) : base(store) => _store = store;

    /// <summary>Each replica follows the roster; the one that is behind must not void the keys that were turned since.</summary>
    [Fact]
    public async Task MemberReplaced_BothReplicasHearOfIt_VoidsTheKeysOnce()
    {
        await using var quick = new TaskingApp(_store);
        await using var slow = new TaskingApp(_store);
        var mission = await quick.MissionAsync(State.Approved);
        using var watch = slow.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } });

        Replace(quick, mission);
        var replaced = (await Until(watch, change => change.Type == EventType.MemberReplaced)).Mission;
        await quick.Missions("commander.de").ApproveMissionAsync(new() { Name = replaced.Name });
        Replace(slow, mission);
        End(slow, mission, Roster.V1.TeamEvent.Types.Type.Expired);
        var last = await Until(watch, change => change.Type is EventType.TeamExpired or EventType.MemberReplaced);

        Assert.Equal(EventType.TeamExpired, last.Type);
    }
}
