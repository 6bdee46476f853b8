using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Geolocation.V1;
using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.ResponsePlans;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;
using Told = TaskForce.Geolocation.V1.GeofenceEvent.Types.Type;

namespace TaskForce.Tasking.Missions.Arrivals;

/// <summary>Takes what an arrival fence tells into the order that it is about, and lets the mission follow; the same event again changes nothing.</summary>
internal sealed partial class ArrivalChanges(IOptions<ResponsePlanOptions> plans, TimeProvider clock, ILogger<ArrivalChanges> log)
{
    private const string Actor = "service:tasking";

    public TimeProvider Clock => clock;

    /// <summary>Applies an event in the change that is being made.</summary>
    public async Task<bool> ApplyAsync(TaskingDb db, GeofenceEvent told)
    {
        var now = clock.GetUtcNow();
        var orders = (await db.Orders.Where(row => row.Recipient == told.Subject).OrderByDescending(row => row.Ordinal).ToListAsync())
            .Where(row => row.Value.Kind == OrderKind.Deploy && ArrivalFence.BeginningOf(row.Mission) == ArrivalFence.BeginningOfFence(told.Geofence)).ToList();
        if (Find(orders, told) is { } row && Change(row.Value, told, now) is var after && !ReferenceEquals(after, row.Value))
        {
            await KeepAsync(db, row, after, now);
        }

        return true;
    }

    private static OrderRow? Find(List<OrderRow> orders, GeofenceEvent told)
    {
        var wrong = told.Type == Told.Retracted ? told.Retracts : told.Replaces;
        var known = orders.Find(row => row.Value.Knows(wrong));
        if (known is not null || told.Type == Told.Retracted)
        {
            return known;
        }

        var eligible = told.Type is Told.Entered or Told.Dwelled
            ? orders.FindAll(row => row.Value.Rung != Rung.Declined && (row.Value.Successor is null || row.Value.Successor.Time >= TimeOf(told))) : [];
        return eligible.Find(row => row.Value.Text.IssueTime.ToDateTimeOffset() <= TimeOf(told)) ?? eligible.FirstOrDefault();
    }

    private static Order Change(Order order, GeofenceEvent told, DateTimeOffset now)
    {
        if (told.Type == Told.Retracted)
        {
            return order.TakeBack(told.Retracts, told.ReplacedBy, now);
        }

        // Whoever was there before being sent has arrived when the order was given.
        var issued = order.Text.IssueTime.ToDateTimeOffset();
        var seen = told.Type is Told.Entered or Told.Dwelled ? new Arrival(told.Name, TimeOf(told) > issued ? TimeOf(told) : issued) : null;
        return order.Knows(told.Replaces) ? order.Replace(told.Replaces, seen, now) : order.Arrive(seen!, now);
    }

    private async Task KeepAsync(TaskingDb db, OrderRow row, Order after, DateTimeOffset now)
    {
        var (before, was) = (row.Value, OnScene(row.Value));
        if (before.Progress.SequenceEqual(after.Progress))
        {
            row.Set(after);
            return;
        }

        var mission = (await db.Missions.GetAsync(before.Name.Mission)).Value;
        var isTakenBack = was is not null && OnScene(after) is null;
        var others = await db.Orders.Where(order => order.Mission == row.Mission && order.Name != row.Name).ToListAsync();
        await db.ChangeOrderAsync(row, new(isTakenBack ? EventType.ArrivalRetracted : EventType.Progressed, (_, _) => after)
        {
            Follow = (current, order) => Follow(current, [.. others.Select(other => other.Value), order], now),
        }, plans.Value, Actor, now);
        LogArrival(before.Recipient, row.Mission, OnScene(after)?.DeviceTime);
        if (isTakenBack && mission.IsLive)
        {
            await db.RaiseOrAddAsync(AlarmOf(mission, after, was!), Actor, now);
        }
    }

    // The team of an earlier dispatch has nothing to do with this one.
    private static Mission Follow(Mission mission, List<Order> all, DateTimeOffset now)
    {
        var orders = all.Where(order => order.Kind == OrderKind.Deploy && order.Text.IssueTime.ToDateTimeOffset() >= mission.DispatchTime).ToList();
        return mission.CorrectArrival(
            orders.Select(order => order.Stage).DefaultIfEmpty().Max(), orders.Min(order => OnScene(order)?.DeviceTime), now);
    }

    private static Progress? OnScene(Order order) => order.Progress.FirstOrDefault(reached => reached.Stage == Stage.OnScene);

    private static DateTimeOffset TimeOf(GeofenceEvent told) => (told.InsideSince ?? told.EventTime).ToDateTimeOffset();

    private static Alarm AlarmOf(Mission mission, Order order, Progress wrong) => new Alarm(
        V1.Alert.Types.Kind.ArrivalRetracted, order.Name.ToString(), mission.NationsConcerned,
        $"A member of {order.Text.Nation} was taken to have been on scene at '{mission.Brief.Title}' since {wrong.DeviceTime:u}: "
        + "a position that came late shows that they were not.")
    {
        Mission = mission.Name.ToString(),
        Location = order.Text.Place?.Location,
    }.About(order.Text);

    [LoggerMessage(LogLevel.Information, "{Subject} has arrived for {Mission} at {Time} (none: has not, after all)")]
    private partial void LogArrival(string subject, string mission, DateTimeOffset? time);
}
