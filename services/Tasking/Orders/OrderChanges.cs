using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Orders;

internal static class OrderChanges
{
    /// <summary>Changes an order, lets its mission follow, and notes both as one event; nothing, if the order stays as it was.</summary>
    public static async Task<V1.Order> ChangeOrderAsync(
        this TaskingDb db, OrderRow row, Func<Order, Order> change, Func<Mission, Order, Mission> follow,
        V1.MissionEvent.Types.Type type, string actor, DateTimeOffset now)
    {
        var (before, after) = (row.Value, change(row.Value));
        if (ReferenceEquals(before, after))
        {
            return before.ToProto();
        }

        row.Set(after);
        var mission = await db.Missions.GetAsync(after.Name.Mission);
        if (follow(mission.Value, after) is var next && !ReferenceEquals(next, mission.Value))
        {
            mission.Set(next);
        }

        var order = after.ToProto();
        await db.RecordAsync(mission, type, actor, now, order);
        return order;
    }

    /// <summary>A mission is as far as the first of its recipients.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/> if the mission has ended.</exception>
    public static Mission Follow(this Mission mission, Stage stage, DateTimeOffset now) => stage switch
    {
        Stage.EnRoute => mission.Depart(now),
        Stage.OnScene => mission.Arrive(now),
        _ => mission,
    };
}
