using Google.Protobuf.WellKnownTypes;
using Google.Type;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;
using EventType = TaskForce.Tasking.V1.DelegationEvent.Types.Type;

namespace TaskForce.Tasking.Tests.Delegations;

public abstract class DelegationServiceTests(TaskingApp app, Func<TestStore> newStore)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 6, 1, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task ApproveMission_DelegateWithinScope_TurnsTheKeyUnderTheDelegation()
    {
        var mission = await PlannedAsync(app, "dispatcher.ma");
        var given = await GiveAsync(app, new() { HotspotKinds = { V1.Hotspot.Types.Kind.HumanTrafficking }, HighestSeverity = V1.Hotspot.Types.Severity.High, HostNations = { "MA" }, Mission = mission.Name });

        var half = await app.Missions("dispatcher.de").ApproveMissionAsync(new() { Name = mission.Name });

        var key = half.Approvals.Single(approval => approval.Nation == "DE");
        Assert.Equal(("dispatcher.de", Authority.Types.Kind.Delegation, given.Name, given.Etag, "commander.de"),
            (key.Approver, key.Authority.Kind, key.Authority.Source, key.Authority.SourceEtag, key.Authority.Giver));
    }

    [Fact]
    public async Task ApproveMission_DelegateOutsideScope_IsToldEverythingThatIsMissing()
    {
        using var store = newStore();
        await using var own = new TaskingApp(store);
        var mission = await PlannedAsync(own, "dispatcher.ma");
        var far = new Type.V1.Area { Circle = new() { Center = new() { Latitude = 30, Longitude = -9 }, RadiusMetres = 1000 } };
        await GiveAsync(own, new() { HotspotKinds = { V1.Hotspot.Types.Kind.Smuggling }, HighestSeverity = V1.Hotspot.Types.Severity.Low, HostNations = { "DE" }, Regions = { far } });

        var (code, reason, message) = await own.Missions("dispatcher.de").ApproveMissionAsync(new() { Name = mission.Name }).RefusedAsync();

        Assert.Equal((StatusCode.PermissionDenied, "NOT_ENTITLED"), (code, reason));
        foreach (var part in new[] { "SMUGGLING", "LOW", "places in DE", "regions" })
        {
            Assert.Contains(part, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task CreateDelegation_SentAgainAfterItsEnd_IsAnsweredAsBefore()
    {
        using var store = newStore();
        await using var own = new TaskingApp(store, _clock);
        var end = _clock.GetUtcNow().AddMinutes(5);
        var request = new V1.CreateDelegationRequest
        {
            Delegation = new() { Delegate = "night.de", Validity = new() { EndTime = end.ToTimestamp() } },
            RequestId = Guid.NewGuid().ToString(),
        };
        var first = await own.Delegations().CreateDelegationAsync(request);
        _clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(first, await own.Delegations().CreateDelegationAsync(request));
    }

    [Fact]
    public async Task ApproveMission_DelegationOutsideItsTimeOrRevoked_IsNotEntitled()
    {
        using var store = newStore();
        await using var own = new TaskingApp(store, _clock);
        var mission = await PlannedAsync(own, "dispatcher.ma");
        var now = _clock.GetUtcNow();
        var early = await GiveAsync(own, new(), now.AddMinutes(5), now.AddMinutes(10));
        Assert.Contains("it holds from", (await own.Missions().ApproveMissionAsync(new() { Name = mission.Name }).RefusedAsync()).Message, StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromMinutes(6));

        await own.Delegations().RevokeDelegationAsync(new() { Name = early.Name, Reason = "Back on duty." });
        var (_, reason, message) = await own.Missions().ApproveMissionAsync(new() { Name = mission.Name }).RefusedAsync();

        Assert.Equal("NOT_ENTITLED", reason);
        Assert.Contains("revoked by commander.de", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApproveMission_DelegateWhoAssignedTheTeam_IsDenied()
    {
        var mission = await PlannedAsync(app, "dispatcher.de");
        await GiveAsync(app, new() { Mission = mission.Name });

        var (code, reason, _) = await app.Missions("dispatcher.de").ApproveMissionAsync(new() { Name = mission.Name }).RefusedAsync();

        Assert.Equal((StatusCode.PermissionDenied, "OWN_WORK"), (code, reason));
    }

    [Fact]
    public async Task CreateDelegation_ByADelegate_IsDenied()
    {
        await GiveAsync(app, new() { Mission = "missions/none" });

        var (code, reason, _) = await app.Delegations("dispatcher.de").CreateDelegationAsync(new() { Delegation = Sample("night.de") }).RefusedAsync();

        Assert.Equal((StatusCode.PermissionDenied, "ROLE_REQUIRED"), (code, reason));
    }

    [Fact]
    public async Task CreateDelegation_ToOneselfForTooLong_NamesEveryFault()
    {
        var faulty = new V1.Delegation { Delegate = "commander.de", Validity = new() { EndTime = TimeProvider.System.GetUtcNow().AddDays(120).ToTimestamp() } };

        var (code, _, message) = await app.Delegations().CreateDelegationAsync(new() { Delegation = faulty }).RefusedAsync();

        Assert.Equal(StatusCode.InvalidArgument, code);
        Assert.Contains("delegation.delegate", message, StringComparison.Ordinal);
        Assert.Contains("delegation.validity.end_time", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RevokeDelegation_OfAnotherNation_IsDenied()
    {
        var given = await GiveAsync(app, new() { Mission = "missions/none" });

        var (code, reason, _) = await app.Delegations("commander.ma").RevokeDelegationAsync(new() { Name = given.Name, Reason = "No." }).RefusedAsync();

        Assert.Equal((StatusCode.PermissionDenied, "OTHER_NATION"), (code, reason));
    }

    [Fact]
    public async Task WatchDelegations_OfADelegate_TellsItsWholeLife()
    {
        using var watch = app.Delegations("auditor.ma").WatchDelegations(new() { Filter = new() { Delegate = "watched.de" } }, cancellationToken: Cancellation);
        var given = await app.Delegations().CreateDelegationAsync(new() { Delegation = Sample("watched.de") });
        await app.Delegations().RevokeDelegationAsync(new() { Name = given.Name, Reason = "Over." });
        await app.Delegations().RevokeDelegationAsync(new() { Name = given.Name, Reason = "Over." });

        var events = await watch.ResponseStream.ReadAllAsync(Cancellation).Where(change => change.Type != EventType.Heartbeat).Take(2).ToListAsync(Cancellation);

        Assert.Equal([EventType.Created, EventType.Revoked], events.Select(change => change.Type));
        var listed = await app.Delegations("dispatcher.ma").ListDelegationsAsync(new() { Filter = new() { Delegate = "watched.de", Nation = "DE" } });
        Assert.Equal(V1.Delegation.Types.State.Revoked, Assert.Single(listed.Delegations).State);
    }

    private static async Task<V1.Mission> PlannedAsync(TaskingApp app, string planner)
    {
        var hotspot = await app.Hotspots(planner).CreateHotspotAsync(new() { Hotspot = TaskingApp.PortHotspot });
        var mission = await app.Missions(planner).CreateMissionAsync(new() { Mission = new() { Hotspot = hotspot.Name } });
        return await app.Missions(planner).AssignTeamAsync(new() { Name = mission.Name, Members = { TaskingApp.Team } });
    }

    private static async Task<V1.Delegation> GiveAsync(TaskingApp app, V1.AuthorityScope scope, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        var given = Sample("dispatcher.de");
        given.Scope = scope;
        given.Validity = until is null ? given.Validity : new Interval { StartTime = from?.ToTimestamp(), EndTime = until?.ToTimestamp() };
        return await app.Delegations().CreateDelegationAsync(new() { Delegation = given });
    }

    private static V1.Delegation Sample(string person) =>
        new() { Delegate = person, Validity = new() { EndTime = TimeProvider.System.GetUtcNow().AddDays(1).ToTimestamp() }, Note = "Night shift." };
}

public sealed class DelegationServiceOnSqliteTests(TaskingApp app) : DelegationServiceTests(app, () => new SqliteTestStore()), IClassFixture<TaskingApp>;

public sealed class DelegationServiceOnPostgresTests(PostgresTaskingApp app)
    : DelegationServiceTests(app, () => new PostgresTestStore()), IClassFixture<PostgresTaskingApp>;
