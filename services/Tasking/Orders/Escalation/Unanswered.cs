using Microsoft.EntityFrameworkCore;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.ResponsePlans;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Orders;

/// <summary>What an escalation looks at: the order, its mission and the mission's other orders.</summary>
internal sealed record Unanswered(Order Order, Mission Mission, IReadOnlyList<Order> Others, ResponsePlan Plan);

internal static class UnansweredStore
{
    /// <summary>An order and what its escalation looks at; null if there is no such order.</summary>
    public static async Task<Unanswered?> UnansweredAsync(this TaskingDb db, string name, ResponsePlanOptions plans)
    {
        if (await db.Orders.FirstOrDefaultAsync(row => row.Name == name) is not { } row)
        {
            return null;
        }

        var mission = (await db.Missions.GetAsync(row.Value.Name.Mission)).Value;
        var others = await db.Orders.Where(other => other.Mission == row.Mission && other.Name != name).OrderBy(other => other.Ordinal).ToListAsync();
        return new(row.Value, mission, others.ConvertAll(other => other.Value), plans.Of(mission.Brief.Plan));
    }
}
