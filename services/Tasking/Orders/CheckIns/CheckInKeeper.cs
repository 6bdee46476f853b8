using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.ResponsePlans;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Tasking.Orders;

/// <summary>
/// Reminds a recipient who has not checked in and, if nothing comes, alerts the centres. Whoever the roster knows to be off duty is not
/// reminded: then the centres are alerted at once. A roster that is away does not hold the alert up.
/// </summary>
internal sealed class CheckInKeeper(Journal<TaskingDb> journal, RosterQuestions roster, IOptions<ResponsePlanOptions> plans, TimeProvider clock) : IDeadlineHandler
{
    /// <summary>The kind of the deadline of an order's next check-in.</summary>
    public const string DeadlineKind = "check-in";

    private const string Actor = "service:tasking";

    public string Kind => DeadlineKind;

    public async Task<Func<TaskingDb, Task>> PrepareAsync(Deadline deadline, CancellationToken cancellation)
    {
        var (order, rules) = await journal.ReadAsync(async db =>
        {
            var row = await db.Orders.FirstAsync(row => row.Name == deadline.Resource);
            return (row.Value, plans.Value.Of((await db.Missions.GetAsync(row.Value.Name.Mission)).Value.Brief.Plan).CheckIn);
        }, cancellation);
        if (order.Welfare is not { DueTime: not null } welfare)
        {
            return _ => Task.CompletedTask;
        }

        var unreachable = welfare.RemindTime is null ? await WhyNotAsync(deadline, order, rules, cancellation) : null;
        return db => welfare.RemindTime is null && unreachable is null
            ? RemindAsync(db, deadline, rules, clock.GetUtcNow())
            : MissAsync(db, deadline, unreachable, clock.GetUtcNow());
    }

    private async Task<string?> WhyNotAsync(Deadline deadline, Order order, CheckInRules rules, CancellationToken cancellation)
    {
        try
        {
            return await roster.WhyNotAsync(order.Recipient, cancellation);
        }
        catch (DomainException away) when (away.Fault == Fault.Unavailable && clock.GetUtcNow() >= deadline.DueTime + rules.Grace)
        {
            return "could not be reminded: the roster does not answer";
        }
    }

    private static async Task RemindAsync(TaskingDb db, Deadline deadline, CheckInRules rules, DateTimeOffset now)
    {
        var (row, mission) = await ReadAsync(db, deadline);
        row.Set(row.Value.RemindToCheckIn(rules, now));
        await db.SetDeadlineAsync(DeadlineKind, row.Name, row.Value.Welfare!.DueTime!.Value);
        var order = await db.RecordAsync(mission, row, EventType.CheckInDue, Actor, now);
        db.Tell(row, V1.OrderEvent.Types.Type.CheckInDue, order, now, told =>
            (told.Message, told.DueTime) = ($"Check in now: the centres are alerted in {EscalationOutcome.Text(rules.Grace)}.", deadline.DueTime.ToTimestamp()));
    }

    private static async Task MissAsync(TaskingDb db, Deadline deadline, string? unreachable, DateTimeOffset now)
    {
        var (row, mission) = await ReadAsync(db, deadline);
        var last = row.Value.Welfare!.LastTime;
        row.Set(row.Value.MissCheckIn(now));
        var order = await db.RecordAsync(mission, row, EventType.CheckInMissed, Actor, now);
        var late = deadline.LatenessAt(now) is { Ticks: > 0 } lateness ? $" This alert is {EscalationOutcome.Text(lateness)} late." : "";
        await db.RaiseAsync(new Alarm(V1.Alert.Types.Kind.CheckInMissed, row.Name, mission.Value.NationsConcerned,
            $"A member of {order.Nation} has not checked in at '{order.Title}'; last sign of life {(last is { } time ? $"{time:u}" : "none")}."
            + (unreachable is null ? " The devices were reminded." : $" The member {unreachable}.") + late)
        {
            Mission = row.Mission,
            Location = order.Place?.Location,
            DueTime = deadline.DueTime,
        }.About(order), Actor, now);
    }

    private static async Task<(OrderRow Order, MissionRow Mission)> ReadAsync(TaskingDb db, Deadline deadline)
    {
        var row = await db.Orders.FirstAsync(order => order.Name == deadline.Resource);
        return (row, await db.Missions.GetAsync(row.Value.Name.Mission));
    }
}
