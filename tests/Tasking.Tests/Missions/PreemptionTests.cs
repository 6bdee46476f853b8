using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Tasking.Missions;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;
using Kind = TaskForce.Tasking.V1.Order.Types.Kind;

namespace TaskForce.Tasking.Tests.Missions;

/// <summary>How a mission that goes first takes a team, whichever database the service is in.</summary>
public abstract class PreemptionTests(TestStore store) : IDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task PreemptTeam_BothNationsAgree_MovesThePeopleAndRecallsThem()
    {
        await using var app = new TaskingApp(store);
        var (taker, holder) = await TwoAsync(app);

        var half = await PreemptAsync(app, "commander.de", taker, holder);
        var taken = await PreemptAsync(app, "commander.ma", taker, holder);
        var left = await app.Missions().GetMissionAsync(new() { Name = holder.Name });

        Assert.Equal((State.Draft, "MA"), (half.State, Assert.Single(half.Preemption.MissingNations)));
        Assert.Equal((State.AwaitingApproval, 3), (taken.State, taken.Members.Count));
        Assert.All(taken.Approvals, approval => Assert.Equal(V1.Mission.Types.Approval.Types.Decision.Pending, approval.Decision));
        Assert.Equal((State.Draft, "", null), (left.State, left.Team, left.DispatchTime));
        Assert.Equal(3, left.Orders.Count(order => order.Kind == Kind.Recall && order.SupersededBy.Length == 0));
        Assert.All(left.Orders.Where(order => order.Kind == Kind.Deploy), order => Assert.NotEmpty(order.SupersededBy));
        var handover = Assert.Single(left.Handovers);
        Assert.Equal(handover, Assert.Single(taken.Handovers));
        Assert.Equal((holder.Name, taker.Name, holder.Team, State.Ordered), (handover.From, handover.To, handover.Team, handover.FromState));
        Assert.Equal(["commander.de", "commander.ma"], handover.Consents.Select(consent => consent.Actor));
        Assert.Equal([taken.Team], app.Peers.Teams.Keys);
    }

    [Fact]
    public async Task PreemptTeam_ThenAnotherTeam_IsDispatchedAgain()
    {
        await using var app = new TaskingApp(store);
        var (taker, holder) = await TwoAsync(app);
        await PreemptAsync(app, "commander.de", taker, holder);
        await PreemptAsync(app, "commander.ma", taker, holder);

        await app.Missions().AssignTeamAsync(new() { Name = holder.Name, Members = { TaskingApp.Team } });
        await app.Missions("commander.de").ApproveMissionAsync(new() { Name = holder.Name });
        await app.Missions("commander.ma").ApproveMissionAsync(new() { Name = holder.Name });
        var again = await app.Missions().DispatchMissionAsync(new() { Name = holder.Name });

        Assert.Equal(State.Ordered, again.State);
        Assert.Equal(3, again.Orders.Count(order => order.Kind == Kind.Deploy && order.SupersededBy.Length == 0));
    }

    /// <summary>The roster tells that the team was released before the answer is here: the mission has lost it already.</summary>
    [Fact]
    public async Task PreemptTeam_ReleaseIsHeardFirst_HandsOverAllTheSame()
    {
        await using var app = new TaskingApp(store);
        var holder = await app.MissionAsync(State.Approved);
        var taker = await app.Missions().CreateMissionAsync(new() { Mission = new() { Hotspot = holder.Hotspot, Priority = 10 } });
        await PreemptAsync(app, "commander.de", taker, holder);
        using var watch = app.Missions().WatchMissions(new() { Filter = new() { Mission = holder.Name } }, cancellationToken: Cancellation);
        app.Peers.BeforeReserving = async () =>
        {
            app.Peers.Teams.TryRemove(holder.Team, out var team);
            app.Peers.TeamEvents.Writer.TryWrite(new() { Sequence = 7, Type = Roster.V1.TeamEvent.Types.Type.Released, Team = team });
            await watch.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Type == EventType.TeamExpired, Cancellation);
            app.Peers.Teams[holder.Team] = team!;
        };

        var taken = await PreemptAsync(app, "commander.ma", taker, holder);
        var left = await app.Missions().GetMissionAsync(new() { Name = holder.Name });

        Assert.Equal((State.AwaitingApproval, State.Draft), (taken.State, left.State));
        Assert.Equal(3, Assert.Single(left.Handovers).Members.Count);
        Assert.Empty(left.Orders);
    }

    [Fact]
    public async Task PreemptTeam_PriorityNotHighEnough_IsRefusedByName()
    {
        await using var app = new TaskingApp(store);
        var (taker, holder) = await TwoAsync(app, priority: 7);

        await RefusedAsync("PREEMPTION_PRIORITY", PreemptAsync(app, "commander.de", taker, holder));
    }

    [Fact]
    public async Task PreemptTeam_PeopleNeedHelp_IsRefusedUntilItIsResolved()
    {
        await using var app = new TaskingApp(store);
        var (taker, holder) = await TwoAsync(app);
        var alert = await app.Field("de-falke-07").NeedHelpAsync(new());

        await RefusedAsync("PREEMPTION_NEEDS_HELP", PreemptAsync(app, "commander.de", taker, holder));
        await app.Alerts().ResolveAlertAsync(new() { Name = alert.Name, Resolution = "Settled." });

        Assert.NotNull((await PreemptAsync(app, "commander.de", taker, holder)).Preemption);
    }

    [Fact]
    public async Task PreemptTeam_ByANationWithNobodyInTheTeam_IsDenied()
    {
        await using var app = new TaskingApp(store);
        var (taker, holder) = await TwoAsync(app);

        await RefusedAsync("NATION_TAKES_NO_PART", PreemptAsync(app, "commander.fr", taker, holder));
    }

    [Fact]
    public async Task PreemptTeam_RosterRefuses_ChangesNothingElse()
    {
        await using var app = new TaskingApp(store);
        var (taker, holder) = await TwoAsync(app);
        await PreemptAsync(app, "commander.de", taker, holder);
        app.Peers.Refusal = FakePeers.Refuse(Code.FailedPrecondition, "TEAM_INVALID");

        await RefusedAsync("TEAM_INVALID", PreemptAsync(app, "commander.ma", taker, holder));

        Assert.Equal(State.Ordered, (await app.Missions().GetMissionAsync(new() { Name = holder.Name })).State);
        Assert.Null((await app.Missions().GetMissionAsync(new() { Name = taker.Name })).Preemption);
    }

    /// <summary>The last consent is on disk, and the service dies before the roster has answered.</summary>
    [Fact]
    public async Task PreemptTeam_ServiceDiesInBetween_IsFinishedByTheKeeper()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero));
        await using var app = new TaskingApp(store, clock);
        var (taker, holder) = await TwoAsync(app);
        await PreemptAsync(app, "commander.de", taker, holder);
        app.Peers.Refusal = new RpcException(new(StatusCode.Unavailable, "gone"));
        await Assert.ThrowsAsync<RpcException>(() => PreemptAsync(app, "commander.ma", taker, holder));
        using var watch = app.Missions().WatchMissions(new() { Filter = new() { Mission = taker.Name } }, cancellationToken: Cancellation);

        app.Peers.Refusal = null;
        clock.Advance(TimeSpan.FromSeconds(6));
        var taken = await watch.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Type == EventType.TeamTaken, Cancellation);

        Assert.Equal(State.AwaitingApproval, taken.Mission.State);
        Assert.Equal(State.Draft, (await app.Missions().GetMissionAsync(new() { Name = holder.Name })).State);
    }

    [Fact]
    public void Options_OnScene_OnlyWithTheAdvantageThatIsSet()
    {
        var holder = Mission.Plan(new("held"), MissionTests.Brief, default) with { State = MissionState.OnScene, Team = MissionTests.Team, Priority = 2 };
        var taker = Mission.Plan(new("first"), MissionTests.Brief, default) with { Priority = 6 };

        Assert.Equal("PREEMPTION_STATE", Assert.Throws<DomainException>(() => new PreemptionOptions().MustAllow(taker, holder, needsHelp: false)).Reason);
        Assert.Equal("PREEMPTION_PRIORITY", Assert.Throws<DomainException>(() => new PreemptionOptions { OnSceneAdvantage = 5 }.MustAllow(taker, holder, needsHelp: false)).Reason);
        new PreemptionOptions { OnSceneAdvantage = 4 }.MustAllow(taker, holder, needsHelp: false);
    }

    private static async Task<(V1.Mission Taker, V1.Mission Holder)> TwoAsync(TaskingApp app, int priority = 10)
    {
        var holder = await app.MissionAsync(State.Ordered);
        Assert.Equal(6, holder.Priority);
        return (await app.Missions().CreateMissionAsync(new() { Mission = new() { Hotspot = holder.Hotspot, Priority = priority } }), holder);
    }

    private static Task<V1.Mission> PreemptAsync(TaskingApp app, string profile, V1.Mission taker, V1.Mission holder) =>
        app.Missions(profile).PreemptTeamAsync(new() { Name = taker.Name, From = holder.Name, Reason = "Lives at stake." }).ResponseAsync;

    private static async Task RefusedAsync(string reason, Task<V1.Mission> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal(reason, refused.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason);
    }
}

public sealed class PreemptionOnSqliteTests() : PreemptionTests(new SqliteTestStore());

public sealed class PreemptionOnPostgresTests() : PreemptionTests(new PostgresTestStore());
