using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Disclosures;
using TaskForce.Tasking.Storage;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Order.Types;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;
using State = TaskForce.Tasking.V1.Mission.Types.State;
using Told = TaskForce.Tasking.V1.OrderEvent.Types.Type;

namespace TaskForce.Tasking.Tests.Orders;

/// <summary>What is done when orders are not answered, whichever database the service is in.</summary>
public abstract class EscalationTests(TestStore store) : IDisposable
{
    private const string Silent = "ma-atlas-13";
    private static readonly EscalationAction[] Whole = [EscalationAction.Remind, EscalationAction.CallDeputy, EscalationAction.OfferNextProposal, EscalationAction.AlarmCentres];

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Order_NotAnswered_IsRemindedCalledOfferedAndAlarmed()
    {
        await using var app = new TaskingApp(store, _clock);
        var (mission, watch) = await SilentAsync(app);
        using (watch)
        {
            var escalations = await EscalateAsync(watch, 4);
            var offered = escalations[2].Mission;

            Assert.Equal(Whole, escalations[^1].Order.Escalations.Select(done => done.Action));
            Assert.All(escalations[^1].Order.Escalations, done => Assert.False(done.Skipped));
            Assert.Equal(("members/ma-atlas-13", "members/ma-atlas-14"),
                (Assert.Single(offered.Offers).Outgoing, offered.Offers[0].Repair.Exchanges[0].Incoming.Member));
        }

        var alert = Assert.Single((await app.Alerts().ListAlertsAsync(new() { Filter = new() { Mission = mission.Name } })).Alerts);
        Assert.Equal((V1.Alert.Types.Kind.OrderUnanswered, $"{mission.Name}/orders/{Silent}"), (alert.Kind, alert.Subject));
        Assert.Equal(["DE", "MA"], alert.Nations);
        await AcknowledgeAsync(app, mission, Silent, Rung.Accepted);
        var late = await app.Alerts().GetAlertAsync(new() { Name = alert.Name });
        Assert.Equal((V1.Alert.Types.State.Open, "The recipient has answered: ACCEPTED."), (late.State, Assert.Single(late.Additions).Text));
        Assert.Equal([Told.Issued, Told.Reminder], await ToldAsync(app, Silent, 2));
        Assert.Equal([Told.Issued, Told.Decided, Told.Notice], await ToldAsync(app, "ma-atlas-12", 3));
    }

    [Fact]
    public async Task Order_RecipientOffDuty_IsNotRemindedAndTheHistorySaysWhy()
    {
        await using var app = new TaskingApp(store, _clock);
        app.Peers.Members[$"members/{Silent}"] = new() { Duty = Roster.V1.Member.Types.Duty.OffDuty };
        app.Peers.Members["members/ma-atlas-12"] = new()
        {
            Duty = Roster.V1.Member.Types.Duty.OnDuty,
            Leave = { new Google.Type.Interval { StartTime = _clock.GetUtcNow().AddHours(-1).ToTimestamp(), EndTime = _clock.GetUtcNow().AddDays(1).ToTimestamp() } },
        };
        var (_, watch) = await SilentAsync(app);
        using (watch)
        {
            var done = (await EscalateAsync(watch, 4))[^1].Order.Escalations;

            Assert.Equal([(Whole[0], true), (Whole[1], true), (Whole[2], false), (Whole[3], false)], done.Select(each => (each.Action, each.Skipped)));
            Assert.Contains("is off duty", done[0].Note, StringComparison.Ordinal);
            Assert.Contains("The deputy is off duty.", done[1].Note, StringComparison.Ordinal);
        }

        Assert.Equal([Told.Issued], await ToldAsync(app, Silent, 1));
    }

    [Fact]
    public async Task Order_RosterAway_WaitsForItButNotWithTheAlarm()
    {
        await using var app = new TaskingApp(store, _clock);
        app.Peers.IsAway = true;
        var (mission, watch) = await SilentAsync(app);
        using (watch)
        {
            var alarmed = (await EscalateAsync(watch, 1, firstAfter: 31 + 150))[0].Order;

            var done = Assert.Single(alarmed.Escalations);
            Assert.Equal(EscalationAction.AlarmCentres, done.Action);
            Assert.True(done.DoneTime.ToDateTimeOffset() - done.DueTime.ToDateTimeOffset() >= TimeSpan.FromSeconds(150));
        }

        var alert = Assert.Single((await app.Alerts().ListAlertsAsync(new() { Filter = new() { Mission = mission.Name } })).Alerts);
        Assert.Contains("The roster does not answer", alert.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_Declined_IsOfferedToSomebodyElseAtOnce()
    {
        await using var app = new TaskingApp(store, _clock);
        var (mission, watch) = await SilentAsync(app);
        using (watch)
        {
            await AcknowledgeAsync(app, mission, Silent, Rung.Declined, "Vehicle broken.");

            var first = (await EscalateAsync(watch, 1, firstAfter: 1))[0];

            Assert.Equal(EscalationAction.OfferNextProposal, Assert.Single(first.Order.Escalations).Action);
            Assert.Single(first.Mission.Offers);
        }
    }

    [Fact]
    public async Task Order_AnsweredInTime_EndsItsLadder()
    {
        await using var app = new TaskingApp(store, _clock);
        var (mission, watch) = await SilentAsync(app);
        watch.Dispose();

        var order = await AcknowledgeAsync(app, mission, Silent, Rung.Accepted);

        Assert.Null(order.Awaiting);
        Assert.Equal(0, await DeadlinesAsync(app));
    }

    [Fact]
    public async Task Recall_NotAnswered_HasALadderOfItsOwnAfterTheMission()
    {
        await using var app = new TaskingApp(store, _clock);
        var (mission, watch) = await SilentAsync(app);
        using (watch)
        {
            var recalled = await app.Missions().RecallMissionAsync(new() { Name = mission.Name, Reason = "False alarm." });
            foreach (var order in recalled.Orders.Where(order => order.Kind == Kind.Recall && !order.Recipient.EndsWith(Silent, StringComparison.Ordinal)))
            {
                await app.Field(order.Recipient["members/".Length..]).AcknowledgeOrderAsync(Report(order.Name, Rung.Accepted));
            }

            var done = (await EscalateAsync(watch, 4))[^1].Order;

            Assert.Equal(Kind.Recall, done.Kind);
            Assert.Equal([(Whole[0], false), (Whole[1], false), (Whole[2], true), (Whole[3], false)], done.Escalations.Select(each => (each.Action, each.Skipped)));
        }

        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            app.Field(Silent).AcknowledgeOrderAsync(Report($"{mission.Name}/orders/{Silent}-recall", Rung.Declined, "No.")).ResponseAsync);
        Assert.Equal("RECALL_NOT_DECLINABLE", refused.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason);
        Assert.Equal(Rung.Accepted, (await app.Field(Silent).AcknowledgeOrderAsync(Report($"{mission.Name}/orders/{Silent}-recall", Rung.Accepted))).Rung);
    }

    [Fact]
    public async Task Ladder_ServiceDownForHours_GoesOnOnceAndSaysHowLate()
    {
        V1.Mission mission;
        await using (var before = new TaskingApp(store, _clock))
        {
            (mission, var watch) = await SilentAsync(before);
            watch.Dispose();
        }

        var later = new FakeTimeProvider(_clock.GetUtcNow().AddHours(4));
        await using var app = new TaskingApp(store, later);
        using var events = Watch(app, mission.Name);

        var first = await NextAsync(events, EventType.Escalated);

        var done = Assert.Single(first.Order.Escalations);
        Assert.Equal(EscalationAction.Remind, done.Action);
        Assert.Contains("3 h 59 min late", done.Note, StringComparison.Ordinal);
        Assert.Equal(later.GetUtcNow().AddSeconds(30), first.Order.Awaiting.DueTime.ToDateTimeOffset());
    }

    /// <summary>A dispatched mission of which all but one have accepted, and its watch.</summary>
    private static async Task<(V1.Mission Mission, AsyncServerStreamingCall<V1.MissionEvent> Watch)> SilentAsync(TaskingApp app)
    {
        var mission = await app.MissionAsync(State.Ordered);
        await AcknowledgeAsync(app, mission, "de-falke-07", Rung.Accepted);
        await AcknowledgeAsync(app, mission, "ma-atlas-12", Rung.Accepted);
        return (mission, Watch(app, mission.Name));
    }

    private static AsyncServerStreamingCall<V1.MissionEvent> Watch(TaskingApp app, string mission) =>
        app.Missions().WatchMissions(new() { Filter = new() { Mission = mission } }, cancellationToken: Cancellation);

    // Each step is waited for before the clock goes on to the next.
    private async Task<List<V1.MissionEvent>> EscalateAsync(AsyncServerStreamingCall<V1.MissionEvent> watch, int count, int firstAfter = 31)
    {
        var found = new List<V1.MissionEvent>();
        var wait = TimeSpan.FromSeconds(firstAfter);
        while (found.Count < count)
        {
            _clock.Advance(wait);
            found.Add(await NextAsync(watch, EventType.Escalated));
            wait = found[^1].Order.Awaiting?.DueTime is { } due ? due.ToDateTimeOffset() - _clock.GetUtcNow() + TimeSpan.FromSeconds(1) : TimeSpan.Zero;
        }

        return found;
    }

    private static async Task<V1.MissionEvent> NextAsync(AsyncServerStreamingCall<V1.MissionEvent> watch, EventType type)
    {
        while (await watch.ResponseStream.MoveNext(Cancellation))
        {
            if (watch.ResponseStream.Current.Type == type)
            {
                return watch.ResponseStream.Current;
            }
        }

        throw new InvalidOperationException("The watch has ended.");
    }

    private static async Task<List<Told>> ToldAsync(TaskingApp app, string member, int count)
    {
        using var orders = app.Field(member).ReceiveOrders(new() { Device = "phone" }, cancellationToken: Cancellation);
        return await orders.ResponseStream.ReadAllAsync(Cancellation).Where(change => change.Type != Told.Heartbeat).Take(count).Select(change => change.Type).ToListAsync(Cancellation);
    }

    private static Task<V1.Order> AcknowledgeAsync(TaskingApp app, V1.Mission mission, string member, Rung rung, string reason = "") =>
        app.Field(member).AcknowledgeOrderAsync(Report($"{mission.Name}/orders/{member}", rung, reason)).ResponseAsync;

    private static V1.AcknowledgeOrderRequest Report(string order, Rung rung, string reason = "") =>
        new() { Name = order, Rung = rung, Device = "phone", DeviceTime = new(), Reason = reason };

    // While a mission is under way its disclosure is renewed.
    private static Task<int> DeadlinesAsync(TaskingApp app) => app.Services.GetRequiredService<Journal<TaskingDb>>()
        .ReadAsync(db => db.Deadlines.CountAsync(deadline => deadline.Kind != DisclosureKeeper.DeadlineKind), Cancellation);
}

public sealed class EscalationOnSqliteTests() : EscalationTests(new SqliteTestStore());

public sealed class EscalationOnPostgresTests() : EscalationTests(new PostgresTestStore());
