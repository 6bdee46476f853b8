using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;
using Decision = TaskForce.Tasking.V1.Mission.Types.Approval.Types.Decision;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Tasking.Tests.PreAuthorisations;

public abstract class PreAuthorisationServiceTests(TestStore store) : IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly TaskingApp _app = new(store);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task AssignTeam_OneNationPreAuthorised_TurnsItsKeyAtOnce()
    {
        var given = await GiveAsync("de");

        var mission = await _app.MissionAsync(State.AwaitingApproval);

        var (de, ma) = (mission.Approvals[0], mission.Approvals[1]);
        Assert.Equal((Decision.Approved, Authority.Types.Kind.PreAuthorisation, given.Name, given.Etag, "commander.de"),
            (de.Decision, de.Authority.Kind, de.Authority.Source, de.Authority.SourceEtag, de.Authority.Giver));
        Assert.Equal((Decision.Pending, State.AwaitingApproval), (ma.Decision, mission.State));
        Assert.Equal(mission.Digest, de.Digest);
    }

    [Fact]
    public async Task AssignTeam_BothNationsPreAuthorised_IsApproved()
    {
        await GiveAsync("de");
        await GiveAsync("ma");

        var mission = await _app.MissionAsync(State.AwaitingApproval);

        Assert.Equal(State.Approved, mission.State);
        using var watch = _app.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } });
        var types = await watch.ResponseStream.ReadAllAsync(Cancellation).Take(4).Select(change => change.Type).ToListAsync(Cancellation);
        Assert.Equal([EventType.Created, EventType.TeamAssigned, EventType.PreAuthorised, EventType.PreAuthorised], types);
        Assert.Equal(State.Ordered, (await _app.Missions().DispatchMissionAsync(new() { Name = mission.Name })).State);
    }

    [Fact]
    public async Task AssignTeam_DutyTimesWouldBeOverridden_TurnsNoKey()
    {
        await GiveAsync("de");
        _app.Peers.Breaches.Add(new() { Member = "members/de-falke-07", Rule = "max-duty-24h", Hard = true, Message = "17 h" });

        var mission = await _app.MissionAsync(State.AwaitingApproval);

        Assert.All(mission.Approvals, key => Assert.Equal(Decision.Pending, key.Decision));
    }

    [Fact]
    public async Task AssignTeam_AfterTheLastUse_TurnsNoKey()
    {
        var given = await GiveAsync("de", uses: 1);
        var first = await _app.MissionAsync(State.AwaitingApproval);

        var second = await _app.MissionAsync(State.AwaitingApproval);
        var again = await _app.Missions().AssignTeamAsync(new() { Name = first.Name, Members = { TaskingApp.Team } });

        Assert.Equal(Decision.Pending, second.Approvals[0].Decision);
        Assert.Equal(Decision.Approved, again.Approvals[0].Decision);
        var used = await _app.PreAuthorisations().GetPreAuthorisationAsync(new() { Name = given.Name });
        Assert.Equal([first.Name, first.Name], used.Uses.Select(use => use.Mission));
        Assert.Equal(again.Approvals[0].Digest, used.Uses[1].Digest);
    }

    [Fact]
    public async Task AssignTeam_TeamTooLargeOrKindOutside_TurnsNoKey()
    {
        await GiveAsync("de", members: 2);
        await GiveAsync("de", scope: new() { HotspotKinds = { V1.Hotspot.Types.Kind.Smuggling } });

        var mission = await _app.MissionAsync(State.AwaitingApproval);

        Assert.Equal(Decision.Pending, mission.Approvals[0].Decision);
    }

    [Theory]
    [InlineData(false, Decision.Pending)]
    [InlineData(true, Decision.Approved)]
    public async Task AssignTeam_MissionIsRemote_TurnsTheKeyThatWasGivenForSuch(bool remote, Decision expected)
    {
        var given = await GiveAsync("de", remote: remote);
        var place = TaskingApp.PortHotspot;
        (place.Kind, place.Remote) = (V1.Hotspot.Types.Kind.Cybercrime, true);
        var hotspot = await _app.Hotspots().CreateHotspotAsync(new() { Hotspot = place });
        var mission = await _app.Missions().CreateMissionAsync(new() { Mission = new() { Hotspot = hotspot.Name } });

        var assigned = await _app.Missions().AssignTeamAsync(new() { Name = mission.Name, Members = { TaskingApp.Team } });

        Assert.Equal((remote, expected), (given.Remote, assigned.Approvals[0].Decision));
    }

    [Fact]
    public async Task UpdateMission_PreAuthorised_NeedsAPersonAfterwards()
    {
        await GiveAsync("de");
        var mission = await _app.MissionAsync(State.AwaitingApproval);

        var updated = await _app.Missions().UpdateMissionAsync(new() { Mission = new() { Name = mission.Name, Instructions = "Other." } });

        Assert.Equal(Decision.Pending, updated.Approvals[0].Decision);
        Assert.Equal(Authority.Types.Kind.PreAuthorisation, Assert.Single(updated.VoidApprovals).Approval.Authority.Kind);
    }

    [Fact]
    public async Task AssignTeam_AfterRevocation_TurnsNoKey()
    {
        var given = await GiveAsync("de");
        await _app.PreAuthorisations().RevokePreAuthorisationAsync(new() { Name = given.Name, Reason = "Over." });

        var mission = await _app.MissionAsync(State.AwaitingApproval);

        Assert.Equal(Decision.Pending, mission.Approvals[0].Decision);
        Assert.Equal(StatusCode.PermissionDenied, (await _app.PreAuthorisations("dispatcher.de").CreatePreAuthorisationAsync(new()).RefusedAsync()).Code);
    }

    private Task<V1.PreAuthorisation> GiveAsync(string nation, int uses = 5, int members = 0, V1.AuthorityScope? scope = null, bool remote = false) =>
        _app.PreAuthorisations($"commander.{nation}").CreatePreAuthorisationAsync(new()
        {
            PreAuthorisation = new()
            {
                Scope = scope ?? new() { HighestSeverity = V1.Hotspot.Types.Severity.High },
                MaxUses = uses,
                MaxTeamMembers = members,
                Remote = remote,
                Validity = new() { EndTime = TimeProvider.System.GetUtcNow().AddDays(1).ToTimestamp() },
            },
        }).ResponseAsync;
}

public sealed class PreAuthorisationServiceOnSqliteTests() : PreAuthorisationServiceTests(new SqliteTestStore());

public sealed class PreAuthorisationServiceOnPostgresTests() : PreAuthorisationServiceTests(new PostgresTestStore());
