using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Order.Types;
using State = TaskForce.Tasking.V1.Mission.Types.State;

namespace TaskForce.Tasking.Tests.Orders;

/// <summary>A centre that does not wait for an order's clock, whichever database the service is in.</summary>
public abstract class EscalateOrderTests(TestStore store) : IDisposable
{
    private const string Silent = "ma-atlas-13";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero));

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Order_EscalatedByHand_GoesStepByStepUntilTheCentresAreAlertedOnce()
    {
        await using var app = new TaskingApp(store, _clock);
        var mission = await app.MissionAsync(State.Ordered);

        var reminded = await EscalateAsync(app, mission, EscalationAction.Remind);
        await EscalateAsync(app, mission, EscalationAction.CallDeputy, "commander.ma");
        await EscalateAsync(app, mission, EscalationAction.OfferNextProposal);
        var alarmed = await EscalateAsync(app, mission, EscalationAction.AlarmCentres);

        Assert.Equal((EscalationAction.CallDeputy, _clock.GetUtcNow().AddSeconds(30)), (reminded.Awaiting.NextAction, reminded.Awaiting.DueTime.ToDateTimeOffset()));
        Assert.Equal(["dispatcher.de", "commander.ma", "dispatcher.de", "dispatcher.de"], alarmed.Escalations.Select(done => done.Actor));
        Assert.Null(alarmed.Awaiting.DueTime);
        Assert.Single((await app.Missions().GetMissionAsync(new() { Name = mission.Name })).Offers);
        Assert.Single((await app.Alerts().ListAlertsAsync(new() { Filter = new() { Mission = mission.Name } })).Alerts);
        Assert.Equal("ESCALATION_ENDED", await ReasonAsync(app, mission, EscalationAction.AlarmCentres));
    }

    [Fact]
    public async Task Order_EscalatedByHand_IsGoneOnWithByTheClock()
    {
        await using var app = new TaskingApp(store, _clock);
        var mission = await app.MissionAsync(State.Ordered);
        await EscalateAsync(app, mission, EscalationAction.Remind);
        using var watch = app.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } }, cancellationToken: TestContext.Current.CancellationToken);

        _clock.Advance(TimeSpan.FromSeconds(31));
        var order = await DoneAsync(watch, $"{mission.Name}/orders/{Silent}", 2);

        Assert.Equal([(EscalationAction.Remind, "dispatcher.de"), (EscalationAction.CallDeputy, "")], order.Escalations.Select(done => (done.Action, done.Actor)));
    }

    [Fact]
    public async Task Order_EscalatedFromTwoDesks_IsEscalatedOnce()
    {
        await using var app = new TaskingApp(store, _clock);
        var mission = await app.MissionAsync(State.Ordered);
        await EscalateAsync(app, mission, EscalationAction.Remind);

        Assert.Equal("ESCALATED_MEANWHILE", await ReasonAsync(app, mission, EscalationAction.Remind));
    }

    [Fact]
    public async Task Order_Answered_WaitsForNothing()
    {
        await using var app = new TaskingApp(store, _clock);
        var mission = await app.MissionAsync(State.Ordered);
        await app.Field(Silent).AcknowledgeOrderAsync(new() { Name = $"{mission.Name}/orders/{Silent}", Rung = Rung.Accepted, Device = "phone", DeviceTime = new() });

        Assert.Equal("NOTHING_AWAITED", await ReasonAsync(app, mission, EscalationAction.Remind));
    }

    [Fact]
    public async Task Order_RosterAway_IsRefusedAndNothingIsDone()
    {
        await using var app = new TaskingApp(store, _clock);
        var mission = await app.MissionAsync(State.Ordered);
        app.Peers.IsAway = true;

        Assert.Equal("PEER_UNAVAILABLE", await ReasonAsync(app, mission, EscalationAction.Remind));
        Assert.All((await app.Missions().GetMissionAsync(new() { Name = mission.Name })).Orders, order => Assert.Empty(order.Escalations));
    }

    [Fact]
    public async Task Request_WithoutAnActionOrForNoOrder_IsRefused()
    {
        await using var app = new TaskingApp(store, _clock);
        var mission = await app.MissionAsync(State.Ordered);

        Assert.Equal("INVALID_FIELDS", await ReasonAsync(app, mission, EscalationAction.Unspecified));
        var (_, reason, _) = await app.Orders().EscalateOrderAsync(new() { Name = $"{mission.Name}/orders/nobody", Action = EscalationAction.Remind }).RefusedAsync();
        Assert.Equal("ORDER_NOT_FOUND", reason);
    }

    private static Task<V1.Order> EscalateAsync(TaskingApp app, V1.Mission mission, EscalationAction action, string profile = "dispatcher.de") =>
        app.Orders(profile).EscalateOrderAsync(new() { Name = $"{mission.Name}/orders/{Silent}", Action = action }).ResponseAsync;

    private static async Task<string?> ReasonAsync(TaskingApp app, V1.Mission mission, EscalationAction action) =>
        (await app.Orders().EscalateOrderAsync(new() { Name = $"{mission.Name}/orders/{Silent}", Action = action }).RefusedAsync()).Reason;

    private static async Task<V1.Order> DoneAsync(AsyncServerStreamingCall<V1.MissionEvent> watch, string order, int steps)
    {
        await foreach (var change in watch.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (change.Order is { } found && found.Name == order && found.Escalations.Count == steps)
            {
                return found;
            }
        }

        throw new InvalidOperationException("The watch has ended.");
    }
}

public sealed class EscalateOrderOnSqliteTests() : EscalateOrderTests(new SqliteTestStore());

public sealed class EscalateOrderOnPostgresTests() : EscalateOrderTests(new PostgresTestStore());
