using System.Collections.Immutable;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;
using Told = TaskForce.Tasking.V1.OrderEvent.Types.Type;

namespace TaskForce.Tasking.Orders;

/// <summary>What a step does, once it is known that it can be done: a change of the store and nothing else.</summary>
internal sealed record EscalationOutcome(EscalationAction Action, bool Skipped, string Note)
{
    private const string Service = "service:tasking";

    /// <summary>Who did not wait until it was due; empty if nobody.</summary>
    public string Actor { get; init; } = "";

    /// <summary>The order of whoever is called; null if nobody is.</summary>
    public OrderName? Called { get; init; }

    /// <summary>Who could go instead; null if that was not asked.</summary>
    public Roster.V1.Repair? Offered { get; init; }

    /// <summary>What else the alert must say, for people.</summary>
    public string Cause { get; init; } = "";

    /// <summary>The nations that are alerted.</summary>
    public ImmutableArray<string> Alarmed { get; init; } = [];

    private string Doer => Actor.Length > 0 ? Actor : Service;

    public async Task ApplyAsync(TaskingDb db, Deadline deadline, Ladder ladder, DateTimeOffset now)
    {
        var row = await db.Orders.FirstAsync(order => order.Name == deadline.Resource);
        if (row.Value.Awaiting is { } awaiting)
        {
            await ApplyAsync(db, row, awaiting, deadline, ladder, now);
        }
    }

    /// <summary>Does it to an order that waits for it.</summary>
    public async Task<V1.Order> ApplyAsync(TaskingDb db, OrderRow row, Awaiting awaiting, Deadline deadline, Ladder ladder, DateTimeOffset now)
    {
        var late = deadline.LatenessAt(now) is { Ticks: > 0 } lateness ? $" Done {Text(lateness)} late." : "";
        row.Set(row.Value.Escalate(new(Action, awaiting.Rung, deadline.DueTime, now, Skipped, Note + late) { Actor = Actor }, ladder));
        if (row.Value.Awaiting?.DueTime is { } next)
        {
            await db.SetDeadlineAsync(LadderKeeper.DeadlineKind, row.Name, next);
        }

        var mission = await db.Missions.GetAsync(row.Value.Name.Mission);
        if (Offered is { } repair)
        {
            mission.Set(mission.Value.Offer(new(row.Name, row.Recipient, row.Value.Text.CallSign, repair, now), now));
        }

        var order = await db.RecordAsync(mission, row, EventType.Escalated, Doer, now);
        await TellAsync(db, row, order, deadline, late, now);
        return order;
    }

    private async Task TellAsync(TaskingDb db, OrderRow row, V1.Order order, Deadline deadline, string late, DateTimeOffset now)
    {
        var due = deadline.DueTime.ToTimestamp();
        if (Action == EscalationAction.Remind && !Skipped)
        {
            db.Tell(row, Told.Reminder, order, now, told => (told.Message, told.DueTime) = ($"{What(order)} waits for your answer.{late}", due));
        }

        if (Called is { } name)
        {
            var called = await db.Orders.GetAsync(name);
            var own = (await db.ToProtoAsync([called]))[0];
            db.Tell(called, Told.Notice, own, now, told => (told.Message, told.DueTime, told.About) = (
                $"Somebody of your team has not answered ({What(order)}): still {Words(order.Rung)}. Call them by radio.{late}", due,
                new() { Member = order.Recipient, CallSign = order.CallSign, Nation = order.Nation }));
        }

        if (!Alarmed.IsEmpty)
        {
            await db.RaiseAsync(new Alarm(KindOf(row.Value), row.Name, Alarmed, Message(order) + late)
            {
                Mission = row.Mission,
                DueTime = deadline.DueTime,
            }.About(order), Doer, now);
        }
    }

    private static V1.Alert.Types.Kind KindOf(Order order) =>
        order.Rung == Rung.Declined ? V1.Alert.Types.Kind.OrderDeclined : V1.Alert.Types.Kind.OrderUnanswered;

    private string Message(V1.Order order) => (order.Rung == V1.Order.Types.Rung.Declined
        ? $"A member of {order.Nation} has declined {What(order)}. Nobody has taken it over."
        : $"A member of {order.Nation} has not answered {What(order)}: still {Words(order.Rung)}.")
        + (Cause.Length > 0 ? $" {Cause}" : "");

    private static string What(V1.Order order) => order.Kind == V1.Order.Types.Kind.Recall ? $"the recall from '{order.Title}'" : $"the order '{order.Title}'";

    private static string Words(V1.Order.Types.Rung rung) => WireName.Of(rung);

    /// <summary>A length of time for people: <c>4 h 12 min</c>.</summary>
    public static string Text(TimeSpan time) => time switch
    {
        { TotalHours: >= 1, Minutes: 0 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
        { TotalMinutes: >= 1, Seconds: 0 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds} s"),
    };
}
