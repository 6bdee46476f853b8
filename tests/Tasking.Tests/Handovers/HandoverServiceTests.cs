using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Handover.Types;
using Cause = TaskForce.Tasking.V1.Mission.Types.ResponsibilityChange.Types.Cause;
using EventType = TaskForce.Tasking.V1.HandoverEvent.Types.Type;

namespace TaskForce.Tasking.Tests.Handovers;

public abstract class HandoverServiceTests(TestStore store) : IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 6, 1, 8, 0, 0, TimeSpan.Zero));
    private TaskingApp _app = null!;

    public ValueTask InitializeAsync()
    {
        _app = new(store, _clock);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task CreateMission_OtherNationOnWatch_IsTheirsFromTheBeginning()
    {
        await _app.Handovers("dispatcher.ma").BeginWatchAsync(new());

        var mission = await _app.MissionAsync();

        Assert.Equal([("DE", "dispatcher.de"), ("MA", "dispatcher.ma")], mission.Responsibilities.Select(each => (each.Nation, each.Holder)));
        Assert.Equal("MA", mission.LeadNation);
    }

    [Fact]
    public async Task CreateMission_NobodyOnWatch_IsTheDesksUntilSomebodyTakesIt()
    {
        var mission = await _app.MissionAsync();
        Assert.Equal("desks/MA", mission.Responsibilities[1].Holder);

        var taken = await _app.Handovers("dispatcher.ma").TakeOverMissionAsync(new() { Mission = mission.Name });

        Assert.Equal("dispatcher.ma", taken.Responsibilities[1].Holder);
        Assert.Equal((Cause.TakenFromDesk, "desks/MA"), (taken.ResponsibilityHistory[^1].Cause, taken.ResponsibilityHistory[^1].From));
    }

    [Fact]
    public async Task AcceptHandover_ByTheOneWhomItWasOffered_PassesResponsibilityOn()
    {
        var mission = await _app.MissionAsync();
        var offer = await OfferAsync("night.de", mission.Name);
        Assert.Equal("dispatcher.de", await HolderAsync(mission));

        Assert.Equal("NOT_YOUR_HANDOVER", (await _app.Handovers("commander.de").AcceptHandoverAsync(new() { Name = offer.Name }).RefusedAsync()).Reason);
        Assert.Equal("NOT_YOUR_HANDOVER", (await _app.Handovers().AcceptHandoverAsync(new() { Name = offer.Name }).RefusedAsync()).Reason);
        var mine = await OfferAsync("commander.de", mission.Name);
        await _app.Handovers("commander.de").AcceptHandoverAsync(new() { Name = mine.Name });

        Assert.Equal("commander.de", await HolderAsync(mission));
        Assert.Equal("NOT_RESPONSIBLE", (await _app.Handovers().OfferHandoverAsync(new() { Missions = { mission.Name }, To = "night.de" }).RefusedAsync()).Reason);
        Assert.Equal("HANDOVER_STATE", (await _app.Handovers("commander.de").AcceptHandoverAsync(new() { Name = mine.Name }).RefusedAsync()).Reason);
    }

    [Fact]
    public async Task EndWatch_StillResponsible_IsRefusedUntilEverythingIsHandedOver()
    {
        await _app.Handovers().BeginWatchAsync(new());
        var (first, second) = (await _app.MissionAsync(), await _app.MissionAsync());

        var (code, reason, message) = await _app.Handovers().EndWatchAsync(new()).RefusedAsync();
        Assert.Equal((StatusCode.FailedPrecondition, "STILL_RESPONSIBLE"), (code, reason));
        Assert.Contains(first.Name, message, StringComparison.Ordinal);
        var offer = await OfferAsync("commander.de");
        Assert.Equal("STILL_RESPONSIBLE", (await _app.Handovers().EndWatchAsync(new()).RefusedAsync()).Reason);
        var accepted = await _app.Handovers("commander.de").AcceptHandoverAsync(new() { Name = offer.Name });

        Assert.Equal([first.Name, second.Name], accepted.Missions);
        Assert.NotNull((await _app.Handovers().EndWatchAsync(new())).EndTime);
        Assert.Empty((await _app.Handovers().ListDeskWatchesAsync(new() { Nation = "DE" })).DeskWatches);
    }

    [Fact]
    public async Task Handover_NobodyAccepts_ExpiresWithAnAlertAndChangesNothing()
    {
        var mission = await _app.MissionAsync();
        using var watch = _app.Handovers().WatchHandovers(new() { Filter = new() { Person = "night.de" } }, cancellationToken: Cancellation);
        var offer = await OfferAsync("night.de", mission.Name);

        _clock.Advance(TimeSpan.FromMinutes(15));

        var events = await watch.ResponseStream.ReadAllAsync(Cancellation).Where(change => change.Handover is not null).Take(2).ToListAsync(Cancellation);
        Assert.Equal([EventType.Offered, EventType.Expired], events.Select(change => change.Type));
        Assert.Equal(State.Expired, (await _app.Handovers().GetHandoverAsync(new() { Name = offer.Name })).State);
        Assert.Equal("dispatcher.de", await HolderAsync(mission));
        var alert = Assert.Single((await _app.Alerts().ListAlertsAsync(new())).Alerts);
        Assert.Equal((V1.Alert.Types.Kind.HandoverLapsed, mission.Name), (alert.Kind, alert.Mission));
        Assert.Equal("dispatcher.de", alert.Responsibles[0]);
    }

    [Fact]
    public async Task AcceptHandover_OfTheLead_MakesTheOtherCentreLeadAndItsPersonResponsible()
    {
        var mission = await _app.MissionAsync();
        await _app.Handovers("dispatcher.ma").TakeOverMissionAsync(new() { Mission = mission.Name });
        var offer = await _app.Handovers("dispatcher.ma").OfferHandoverAsync(new() { Missions = { mission.Name }, To = "commander.de", ToNation = "DE" });

        await _app.Handovers("commander.de").AcceptHandoverAsync(new() { Name = offer.Name });
        var led = await _app.Missions().GetMissionAsync(new() { Name = mission.Name });

        Assert.Equal(("DE", Kind.Lead), (led.LeadNation, offer.Kind));
        Assert.Equal(["commander.de", "dispatcher.ma"], led.Responsibilities.Select(each => each.Holder));
        Assert.Equal("NOT_LEADING", (await _app.Handovers("dispatcher.ma").OfferHandoverAsync(new() { Missions = { mission.Name }, To = "x.de", ToNation = "DE" }).RefusedAsync()).Reason);
    }

    [Fact]
    public async Task TakeOverMission_FromAPerson_TakesACommanderAndAReason()
    {
        var mission = await _app.MissionAsync();
        await _app.Handovers("commander.de").TakeOverMissionAsync(new() { Mission = mission.Name, Reason = "Fell ill." });

        var denied = await _app.Handovers().TakeOverMissionAsync(new() { Mission = mission.Name, Reason = "Mine." }).RefusedAsync();
        var noReason = await _app.Handovers("commander.de").TakeOverMissionAsync(new() { Mission = (await _app.MissionAsync()).Name }).RefusedAsync();

        Assert.Equal((StatusCode.PermissionDenied, "HELD_BY_A_PERSON"), (denied.Code, denied.Reason));
        Assert.Equal(StatusCode.InvalidArgument, noReason.Code);
        var change = (await _app.Missions().GetMissionAsync(new() { Name = mission.Name })).ResponsibilityHistory[^1];
        Assert.Equal((Cause.TakenOver, "dispatcher.de", "commander.de", "Fell ill."), (change.Cause, change.From, change.To, change.Reason));
        Assert.Equal(V1.Alert.Types.Kind.TakenOver, Assert.Single((await _app.Alerts().ListAlertsAsync(new())).Alerts).Kind);
    }

    [Fact]
    public async Task ListResponsibilities_OfAPerson_LeavesOutWhatOthersHoldAndWhatHasEnded()
    {
        var (mine, ended) = (await _app.MissionAsync(), await _app.MissionAsync());
        await _app.Missions().RecallMissionAsync(new() { Name = ended.Name, Reason = "Over." });

        var held = await _app.Handovers().ListResponsibilitiesAsync(new() { Filter = new() { Holder = "dispatcher.de" } });
        var desks = await _app.Handovers().ListResponsibilitiesAsync(new() { Filter = new() { Holder = "desks/MA" } });
        var others = await _app.Handovers().ListResponsibilitiesAsync(new() { Filter = new() { Holder = "patcher.de" } });

        Assert.Equal(mine.Name, Assert.Single(held.Entries).Mission);
        Assert.Equal(held.Entries, desks.Entries);
        Assert.Empty(others.Entries);
    }

    private async Task<V1.Handover> OfferAsync(string to, params string[] missions) =>
        await _app.Handovers().OfferHandoverAsync(new() { To = to, Missions = { missions }, Note = "Quiet so far." });

    private async Task<string> HolderAsync(V1.Mission mission) =>
        (await _app.Missions().GetMissionAsync(new() { Name = mission.Name })).Responsibilities.Single(each => each.Nation == "DE").Holder;
}

public sealed class HandoverServiceOnSqliteTests() : HandoverServiceTests(new SqliteTestStore());

public sealed class HandoverServiceOnPostgresTests() : HandoverServiceTests(new PostgresTestStore());
