using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TaskForce.Tasking.Tests.Release;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;
using Rung = TaskForce.Tasking.V1.Order.Types.Rung;
using Stage = TaskForce.Tasking.V1.Order.Types.Stage;

namespace TaskForce.Tasking.Tests.Missions;

/// <summary>A mission that needs what people can do and not where they are.</summary>
public abstract class RemoteTests(TestStore store) : IDisposable
{
    private const string Falke = "members/de-falke-07";
    private const string Atlas = "members/ma-atlas-12";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static V1.Hotspot Remote
    {
        get
        {
            var hotspot = TaskingApp.PortHotspot;
            (hotspot.Kind, hotspot.Remote) = (V1.Hotspot.Types.Kind.Cybercrime, true);
            return hotspot;
        }
    }

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Hotspot_Remote_FollowsTheRemotePlanOfItsKindAndSoDoesItsMission()
    {
        await using var app = new TaskingApp(store);

        var hotspot = await app.Hotspots().CreateHotspotAsync(new() { Hotspot = Remote });
        var mission = await app.Missions().CreateMissionAsync(new() { Mission = new() { Hotspot = hotspot.Name } });

        Assert.Equal((true, "responsePlans/cybercrime-remote"), (hotspot.Remote, hotspot.ResponsePlan));
        Assert.Equal((true, null), (mission.Requirement.Remote, mission.Requirement.MaxTravelTime));
        Assert.Contains(mission.Requirement.Skills, need => need.Skill == "digital-forensics");
    }

    [Fact]
    public async Task Hotspot_RemoteIsTakenBack_FollowsTheOtherPlan()
    {
        await using var app = new TaskingApp(store);
        var hotspot = await app.Hotspots().CreateHotspotAsync(new() { Hotspot = Remote });

        var changed = await app.Hotspots().UpdateHotspotAsync(new() { Hotspot = new() { Name = hotspot.Name }, UpdateMask = new() { Paths = { "remote" } } });

        Assert.Equal((false, "responsePlans/cybercrime"), (changed.Remote, changed.ResponsePlan));
    }

    [Fact]
    public async Task Hotspot_RemoteOfAKindThatNobodyAnswersRemotely_IsRefused()
    {
        await using var app = new TaskingApp(store);
        var hotspot = TaskingApp.PortHotspot;
        hotspot.Remote = true;

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await app.Hotspots().CreateHotspotAsync(new() { Hotspot = hotspot }));

        Assert.Equal((StatusCode.InvalidArgument, "NO_REMOTE_PLAN"), (refusal.StatusCode, refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
        Assert.Equal("hotspot.remote", refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Single().Field);
    }

    [Fact]
    public async Task Accepting_IsBeingAtWork_AndTheMissionIsCompletedWithoutAnyPosition()
    {
        await using var app = new TaskingApp(store);
        var mission = await OrderedAsync(app);
        var order = Assert.Single(mission.Orders, order => order.Recipient == Falke);
        Assert.True(order.Remote);
        var time = mission.DispatchTime.ToDateTimeOffset().AddSeconds(5);

        var accepted = await AcceptAsync(app, mission, "de-falke-07", time);
        await AcceptAsync(app, mission, "de-falke-07", time);

        var reached = Assert.Single(accepted.Progress);
        Assert.Equal((Stage.OnScene, Stage.OnScene, false), (accepted.Stage, reached.Stage, reached.FromPosition));
        Assert.Equal(time, reached.DeviceTime.ToDateTimeOffset());
        Assert.Null(accepted.Welfare.DueTime);
        Assert.Equal(State.OnScene, (await app.Missions().GetMissionAsync(new() { Name = mission.Name })).State);

        var completed = await app.Missions("field:de-falke-07").CompleteMissionAsync(new() { Name = mission.Name, Report = new() { Text = "Servers taken over." } });
        Assert.Equal(State.Completed, completed.State);
    }

    [Fact]
    public async Task Accepting_AfterTheRecall_BeginsNothing()
    {
        await using var app = new TaskingApp(store);
        var mission = await OrderedAsync(app);
        await app.Missions().RecallMissionAsync(new() { Name = mission.Name, Reason = "False alarm." });

        var accepted = await AcceptAsync(app, mission, "de-falke-07", mission.DispatchTime.ToDateTimeOffset());

        Assert.Equal((Rung.Accepted, Stage.Unspecified), (accepted.Rung, accepted.Stage));
        Assert.Equal(State.Recalled, (await app.Missions().GetMissionAsync(new() { Name = mission.Name })).State);
    }

    [Fact]
    public async Task Declining_LeavesTheMissionOrdered()
    {
        await using var app = new TaskingApp(store);
        var mission = await OrderedAsync(app);

        await app.Field("ma-atlas-12").AcknowledgeOrderAsync(new()
        {
            Name = $"{mission.Name}/orders/ma-atlas-12",
            Rung = Rung.Declined,
            Reason = "Ill.",
            Device = "phone",
            DeviceTime = mission.DispatchTime,
        });

        Assert.Equal(State.Ordered, (await app.Missions().GetMissionAsync(new() { Name = mission.Name })).State);
    }

    [Fact]
    public async Task Dispatch_DrawsNoFenceAndDisclosesNobody()
    {
        await using var app = new TaskingApp(store);
        var remote = await OrderedAsync(app);
        var mission = await app.MissionAsync(State.Ordered);

        // That of the mission that travels is asked for after the other's turn.
        var fence = await app.Peers.Fences.OneAsync(Cancellation);
        Assert.StartsWith($"geofences/arrival-{mission.Name["missions/".Length..]}-", fence.Name, StringComparison.Ordinal);
        Assert.DoesNotContain(app.Peers.Fences.All.Keys, name => name.Contains(remote.Name["missions/".Length..], StringComparison.Ordinal));
        Assert.Equal(mission.Name, (await app.Peers.Disclosures.Changes.Reader.ReadAsync(Cancellation)).Resource);
        Assert.DoesNotContain(app.Peers.Disclosures.Kept.Values, disclosure => disclosure.Resource == remote.Name);
    }

    [Fact]
    public async Task Key_IsTurnedOverThatItIsRemote()
    {
        await using var app = new TaskingApp(store);
        app.Peers.Rules.Release("ma-breaches-for-de", "MA", "DE", false, "RuleBreach.rule");
        var (remote, other) = (await OrderedAsync(app), await app.MissionAsync(State.Ordered));

        Assert.Contains("\"remote\":true", await ContentAsync(app, remote), StringComparison.Ordinal);
        Assert.DoesNotContain("\"remote\"", await ContentAsync(app, other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_SaysWhenTheWorkBegan()
    {
        await using var app = new TaskingApp(store);
        var mission = await OrderedAsync(app);
        await AcceptAsync(app, mission, "ma-atlas-12", mission.DispatchTime.ToDateTimeOffset());

        var report = await app.Reports().GetAfterActionReportAsync(new() { Name = $"{mission.Name}/afterActionReport" });

        var leg = Assert.Single(report.Legs, leg => leg.Kind == V1.AfterActionReport.Types.Leg.Types.Kind.OnScene);
        Assert.Equal(Atlas, leg.Subject);
    }

    private static Task<string> ContentAsync(TaskingApp app, V1.Mission mission) => ReleaseWorld.UntilAsync(
        async () => (await app.Missions("commander.de").GetMissionAsync(new() { Name = mission.Name })).Approvals[0].Content, content => content.Length > 0);

    private static async Task<V1.Mission> MissionAsync(TaskingApp app)
    {
        var hotspot = await app.Hotspots().CreateHotspotAsync(new() { Hotspot = Remote });
        var mission = await app.Missions().CreateMissionAsync(new() { Mission = new() { Hotspot = hotspot.Name } });
        return await app.Missions().AssignTeamAsync(new() { Name = mission.Name, Members = { TaskingApp.Team } });
    }

    private static async Task<V1.Mission> OrderedAsync(TaskingApp app)
    {
        var mission = await MissionAsync(app);
        await app.Missions("commander.de").ApproveMissionAsync(new() { Name = mission.Name });
        await app.Missions("commander.ma").ApproveMissionAsync(new() { Name = mission.Name });
        return await app.Missions().DispatchMissionAsync(new() { Name = mission.Name });
    }

    private static async Task<V1.Order> AcceptAsync(TaskingApp app, V1.Mission mission, string member, DateTimeOffset time) =>
        await app.Field(member).AcknowledgeOrderAsync(new()
        {
            Name = $"{mission.Name}/orders/{member}",
            Rung = Rung.Accepted,
            Device = "phone",
            DeviceTime = time.ToTimestamp(),
        });
}

public sealed class RemoteOnSqliteTests() : RemoteTests(new SqliteTestStore());

public sealed class RemoteOnPostgresTests() : RemoteTests(new PostgresTestStore());
