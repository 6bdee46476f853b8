using Microsoft.EntityFrameworkCore;
using TaskForce.Tasking.Storage;
using Told = TaskForce.Tasking.V1.OrderEvent.Types.Type;

namespace TaskForce.Tasking.Orders;

/// <summary>
/// The orders in a device's backlog that do not hold any more: the device hears of each as it is now and together with its recall, never as of
/// new work, and is not reminded of it.
/// </summary>
internal sealed class Superseded
{
    private readonly Dictionary<string, V1.Order> _orders;

    private Superseded(IEnumerable<V1.Order> orders) => _orders = orders.ToDictionary(order => order.Name);

    /// <summary>Reads what the log after a cursor tells of orders that are over.</summary>
    public static async Task<Superseded> ReadAsync(TaskingDb db, string member, long after)
    {
        var told = db.Events.Where(e => e.Topic == OrderStore.TopicOf(member) && e.Sequence > after).Select(e => e.Resource);
        var over = await db.Orders.Where(order => order.Recipient == member && !order.Holds && told.Contains(order.Name)).ToListAsync();
        if (over.Count == 0)
        {
            return new([]);
        }

        var successors = over.ConvertAll(order => order.Value.Successor!.Name);
        var recalls = await db.Orders.Where(order => successors.Contains(order.Name)).ToListAsync();
        return new(await db.ToProtoAsync([.. over, .. recalls.ExceptBy(over.Select(order => order.Name), order => order.Name)]));
    }

    /// <summary>Whether an event is sent; one that told of an order that is over says so.</summary>
    public bool Include(V1.OrderEvent change)
    {
        if (change.Order is null || !_orders.TryGetValue(change.Order.Name, out var order) || order.SupersededBy.Length == 0)
        {
            return true;
        }

        if (change.Type == Told.Issued && change.Order.SupersededBy.Length == 0)
        {
            (change.Type, change.Order, change.Recall) = (Told.Superseded, order, _orders.GetValueOrDefault(order.SupersededBy));
        }

        return change.Type is Told.Superseded or Told.Decided;
    }
}
