using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Tasking.Tests.Release;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;
using Decision = TaskForce.Tasking.V1.Mission.Types.Approval.Types.Decision;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Tasking.Tests.Missions;

/// <summary>What the nations consent to, what voids it, and what silence means.</summary>
public abstract class KeyServiceTests(TaskingApp app, Func<TestStore> newStore)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 6, 1, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task ApproveMission_ByTheDigestThatWasSeen_RecordsWhoAndOverWhat()
    {
        // The demo's rules and this one release all that the content of a key tells.
        app.Peers.Rules.Release("de-breaches-for-ma", "DE", "MA", false, "RuleBreach.rule");
        var mission = await app.MissionAsync(State.AwaitingApproval);

        await app.Missions("commander.de").ApproveMissionAsync(new() { Name = mission.Name, Digest = mission.Digest });
        var approved = await app.Missions("commander.ma").ApproveMissionAsync(new() { Name = mission.Name, Digest = mission.Digest[..12] });

        Assert.Equal(State.Approved, approved.State);
        Assert.All(approved.Approvals, key => Assert.Equal((mission.Digest, Authority.Types.Kind.Own), (key.Digest, key.Authority.Kind)));
        var seen = await ReleaseWorld.UntilAsync(
            async () => (await app.Missions("commander.ma").GetMissionAsync(new() { Name = mission.Name })).Approvals[0].Content, content => content.Length > 0);
        Assert.Contains("members/de-falke-07", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpdateMission_AfterBothKeys_VoidsThemVisiblyOnTheWatch()
    {
        var mission = await app.MissionAsync(State.Approved);
        using var watch = app.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } });

        var updated = await app.Missions("dispatcher.ma").UpdateMissionAsync(new() { Mission = new() { Name = mission.Name, Instructions = "Wait for the boat." } });

        Assert.Equal((State.AwaitingApproval, "Wait for the boat."), (updated.State, updated.Instructions));
        Assert.NotEqual(mission.Digest, updated.Digest);
        var seen = await watch.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Type == EventType.Updated, Cancellation);
        Assert.Equal(["commander.de", "commander.ma"], seen.Mission.VoidApprovals.Select(ended => ended.Approval.Approver));
        Assert.All(seen.Mission.VoidApprovals, ended => Assert.Contains("instructions", ended.Reason, StringComparison.Ordinal));
        Assert.Equal("STALE_DIGEST", (await app.Missions("commander.de").ApproveMissionAsync(new() { Name = mission.Name, Digest = mission.Digest }).RefusedAsync()).Reason);
    }

    [Fact]
    public async Task UpdateMission_OrdersAreGiven_IsRefused()
    {
        var mission = await app.MissionAsync(State.Ordered);

        var (code, reason, _) = await app.Missions().UpdateMissionAsync(new() { Mission = new() { Name = mission.Name, Title = "Other" } }).RefusedAsync();

        Assert.Equal((StatusCode.FailedPrecondition, "MISSION_STATE"), (code, reason));
    }

    [Fact]
    public async Task UpdateHotspot_PlaceOfAnApprovedMission_VoidsItsKeys()
    {
        var mission = await app.MissionAsync(State.Approved);
        var moved = TaskingApp.PortHotspot;
        (moved.Name, moved.Place.Location.Latitude) = (mission.Hotspot, 35.85);

        await app.Hotspots().UpdateHotspotAsync(new() { Hotspot = moved, UpdateMask = new() { Paths = { "place" } } });
        var followed = await app.Missions().GetMissionAsync(new() { Name = mission.Name });

        Assert.Equal((State.AwaitingApproval, 35.85), (followed.State, followed.Requirement.Place.Location.Latitude));
        Assert.Equal(2, followed.VoidApprovals.Count);
    }

    [Fact]
    public async Task Silence_WhenTheTimeToAnswerEnds_RefusesReleasesAndAlertsTheCentres()
    {
        using var store = newStore();
        await using var own = new TaskingApp(store, _clock);
        var mission = await own.MissionAsync(State.AwaitingApproval);
        await own.Missions("commander.de").ApproveMissionAsync(new() { Name = mission.Name });
        using var watch = own.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } });
        Assert.Equal(_clock.GetUtcNow().AddMinutes(20), mission.ApprovalDueTime.ToDateTimeOffset());

        _clock.Advance(TimeSpan.FromMinutes(20));

        var silent = (await watch.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Type == EventType.RejectedBySilence, Cancellation)).Mission;
        Assert.Equal((State.Rejected, Decision.Approved, Decision.Rejected), (silent.State, silent.Approvals[0].Decision, silent.Approvals[1].Decision));
        Assert.Equal(Authority.Types.Kind.Silence, silent.Approvals[1].Authority.Kind);
        Assert.Contains("never consent", silent.Approvals[1].Comment, StringComparison.Ordinal);
        Assert.Equal(mission.Team, await own.Peers.Released.Reader.ReadAsync(Cancellation));
        var alert = Assert.Single((await own.Alerts().ListAlertsAsync(new() { Filter = new() { Mission = mission.Name } })).Alerts);
        Assert.Equal((V1.Alert.Types.Kind.ApprovalLapsed, "dispatcher.de"), (alert.Kind, alert.Responsibles[0]));
        Assert.Equal(["DE", "MA"], alert.Nations);
    }

    [Fact]
    public async Task Silence_AfterALongStop_FiresOnceAndSaysHowLate()
    {
        using var store = newStore();
        string mission;
        await using (var before = new TaskingApp(store, _clock))
        {
            mission = (await before.MissionAsync(State.AwaitingApproval)).Name;
        }

        _clock.Advance(TimeSpan.FromHours(5));
        await using (var after = new TaskingApp(store, _clock))
        {
            using var watch = after.Missions().WatchMissions(new() { Filter = new() { Mission = mission } });
            await watch.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Type == EventType.RejectedBySilence, Cancellation);
        }

        await using var again = new TaskingApp(store, _clock);
        var alert = Assert.Single((await again.Alerts().ListAlertsAsync(new() { Filter = new() { Mission = mission } })).Alerts);
        Assert.Contains("Noticed 4 h 40 min late", alert.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(280), alert.RaiseTime.ToDateTimeOffset() - alert.DueTime.ToDateTimeOffset());
        using var all = again.Missions().WatchMissions(new() { Filter = new() { Mission = mission } });
        await again.Missions().RecallMissionAsync(new() { Name = mission, Reason = "Over." });
        var types = await all.ResponseStream.ReadAllAsync(Cancellation).TakeWhile(change => change.Type != EventType.Cancelled).Select(change => change.Type).ToListAsync(Cancellation);
        Assert.Single(types, EventType.RejectedBySilence);
    }

    [Fact]
    public async Task Silence_BothKeysTurnedInTime_NeverSpeaks()
    {
        using var store = newStore();
        await using var own = new TaskingApp(store, _clock);
        var approved = await own.MissionAsync(State.Approved);
        var silent = await own.MissionAsync(State.AwaitingApproval);
        using var watch = own.Missions().WatchMissions(new());

        _clock.Advance(TimeSpan.FromMinutes(20));

        await watch.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Type == EventType.RejectedBySilence && change.Mission.Name == silent.Name, Cancellation);
        Assert.Equal(State.Approved, (await own.Missions().GetMissionAsync(new() { Name = approved.Name })).State);
    }
}

public sealed class KeyServiceOnSqliteTests(TaskingApp app) : KeyServiceTests(app, () => new SqliteTestStore()), IClassFixture<TaskingApp>;

public sealed class KeyServiceOnPostgresTests(PostgresTaskingApp app) : KeyServiceTests(app, () => new PostgresTestStore()), IClassFixture<PostgresTaskingApp>;
