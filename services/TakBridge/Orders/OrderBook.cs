using TaskForce.Tasking.V1;
using Rung = TaskForce.Tasking.V1.Order.Types.Rung;

namespace TaskForce.TakBridge.Orders;

/// <summary>The orders that a client was told of, as they are now. One for each connection; thread safe.</summary>
internal sealed class OrderBook
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Order> _orders = new(StringComparer.Ordinal);
    private readonly List<string> _byAge = [];

    /// <summary>Those that hold, the oldest first.</summary>
    public IReadOnlyList<Order> Holding
    {
        get
        {
            lock (_gate)
            {
                return [.. _byAge.Select(name => _orders[name]).Where(order => order.SupersededBy.Length == 0)];
            }
        }
    }

    /// <summary>Those that do not hold any more.</summary>
    public IReadOnlyList<Order> Over
    {
        get
        {
            lock (_gate)
            {
                return [.. _byAge.Select(name => _orders[name]).Where(order => order.SupersededBy.Length > 0)];
            }
        }
    }

    /// <summary>Notes an order as it is now. One that is over stays so: an answer may have been made before the recall.</summary>
    public void Note(Order order)
    {
        lock (_gate)
        {
            if (_orders.TryAdd(order.Name, order))
            {
                _byAge.Add(order.Name);
            }

            if (_orders[order.Name].SupersededBy.Length == 0 || order.SupersededBy.Length > 0)
            {
                _orders[order.Name] = order;
            }
        }
    }

    /// <summary>Whether an order that does not hold any more has this reference.</summary>
    public bool Knows(string reference) => Over.Any(order => ReferenceOf(order).Equals(reference, StringComparison.OrdinalIgnoreCase));

    /// <summary>The order of that name; null if the client was not told of it.</summary>
    public Order? Find(string name)
    {
        lock (_gate)
        {
            return _orders.GetValueOrDefault(name);
        }
    }

    /// <summary>Whether the recipient has decided.</summary>
    public static bool IsDecided(Order order) => order.Rung >= Rung.Accepted;

    /// <summary>The mission's id: by that people tell orders apart.</summary>
    public static string ReferenceOf(Order order) => order.Name.Split('/') is ["missions", var mission, ..] ? mission : order.Name;
}
