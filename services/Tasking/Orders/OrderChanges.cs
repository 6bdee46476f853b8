using Google.Protobuf.WellKnownTypes;
using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Release;
using TaskForce.Tasking.ResponsePlans;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;
using Told = TaskForce.Tasking.V1.OrderEvent.Types.Type;

namespace TaskForce.Tasking.Orders;

/// <summary>One step of an order.</summary>
/// <param name="Type">How the mission's watch is told.</param>
/// <param name="Change">What becomes of the order, by the rules of its plan.</param>
internal sealed record OrderStep(EventType Type, Func<Order, ResponsePlan, Order> Change)
{
    /// <summary>What becomes of the mission; nothing unless set.</summary>
    public Func<Mission, Order, Mission> Follow { get; init; } = (mission, _) => mission;
}

internal static class OrderChanges
{
    /// <summary>
    /// Changes an order, lets its timers and its mission follow, and notes it all as one event; nothing, if the order stays as it was. The
    /// recipient's devices hear of a decision.
    /// </summary>
    public static async Task<V1.Order> ChangeOrderAsync(
        this TaskingDb db, OrderRow row, OrderStep step, ResponsePlanOptions plans, string actor, DateTimeOffset now)
    {
        var mission = await db.Missions.GetAsync(row.Value.Name.Mission);
        var plan = plans.Of(mission.Value.Brief.Plan);
        var (before, changed) = (row.Value, step.Change(row.Value, plan));
        if (ReferenceEquals(before, changed))
        {
            await db.SaveChangesAsync();
            return (await db.ToProtoAsync([row]))[0];
        }

        var after = changed.Await(plan.Ladder, now).Expect(plan.CheckIn, now);
        row.Set(after);
        await db.KeepAsync(LadderKeeper.DeadlineKind, row.Name, before.Awaiting?.DueTime, after.Awaiting?.DueTime);
        await db.KeepAsync(CheckInKeeper.DeadlineKind, row.Name, before.Welfare?.DueTime, after.Welfare?.DueTime);
        if (step.Follow(mission.Value, after) is var next && !ReferenceEquals(next, mission.Value))
        {
            mission.Set(next);
        }

        var order = await db.RecordAsync(mission, row, step.Type, actor, now);
        if (before.Decision is null && after.Decision is not null)
        {
            db.Tell(row, Told.Decided, order, now);
        }

        await db.TellCentresAsync(before, after, actor, now);
        return order;
    }

    // Whoever sees to an alert must hear that what it is about has come after all; it is still theirs to resolve.
    private static async Task TellCentresAsync(this TaskingDb db, Order before, Order after, string actor, DateTimeOffset now)
    {
        if (before.Decision is null && after is { Decision: { } decided } && after.Escalations.Any(done => done.Action == EscalationAction.AlarmCentres))
        {
            await db.AddToAlertAsync(V1.Alert.Types.Kind.OrderUnanswered, after.Name.ToString(),
                $"The recipient has answered: {WireName.Of((V1.Order.Types.Rung)decided.Rung)}.", actor, now, after.UnitOf(actor));
        }

        if (before.Welfare?.MissTime is not null && after.Welfare?.MissTime is null)
        {
            await db.AddToAlertAsync(V1.Alert.Types.Kind.CheckInMissed, after.Name.ToString(), "The recipient has checked in.", actor, now, after.UnitOf(actor));
        }
    }

    /// <summary>The nation of whoever did something about an order: its recipient's, unless it was this service.</summary>
    public static string UnitOf(this Order order, string actor) => actor == Units.Service ? "" : order.Text.Nation;

    /// <summary>Tells a recipient's devices what became of an order.</summary>
    public static void Tell(this TaskingDb db, OrderRow row, Told what, V1.Order order, DateTimeOffset now, Action<V1.OrderEvent>? more = null)
    {
        var told = new V1.OrderEvent { Type = what, Time = now.ToTimestamp(), Order = order };
        more?.Invoke(told);
        db.Append(OrderStore.TopicOf(row.Recipient), row.Name, told);
    }

    /// <summary>A mission is as far as the first of its recipients.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/> if the mission has ended.</exception>
    public static Mission Follow(this Mission mission, Order order, DateTimeOffset now) => order.Stage switch
    {
        Stage.EnRoute => mission.Depart(now),
        Stage.OnScene => mission.Arrive(order.Progress.First(reached => reached.Stage == Stage.OnScene).DeviceTime, now),
        _ => mission,
    };

    private static Task KeepAsync(this TaskingDb db, string kind, string order, DateTimeOffset? before, DateTimeOffset? after) =>
        after == before ? Task.CompletedTask
        : after is { } due ? db.SetDeadlineAsync(kind, order, due)
        : db.ClearDeadlineAsync(kind, order);
}
