using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Told = TaskForce.Tasking.V1.OrderEvent.Types.Type;

namespace TaskForce.Client.Field;

/// <summary>The orders that a device has received and what became of them, in memory. Not thread safe.</summary>
internal sealed class ReceivedOrders
{
    private readonly List<Tasking.V1.OrderEvent> _received = [];
    private readonly Dictionary<string, FieldOrder> _orders = [];

    /// <summary>Every order, in the order they were given.</summary>
    public IEnumerable<FieldOrder> All => _received.Select(change => _orders[change.Order.Name]);

    /// <summary>An order by its name; null if it is not here.</summary>
    public FieldOrder? Find(string order) => _orders.GetValueOrDefault(order);

    /// <summary>The orders that an event brings and that are not here yet, the recall before the order that it takes the place of.</summary>
    public IEnumerable<Tasking.V1.OrderEvent> NewIn(Tasking.V1.OrderEvent change)
    {
        if (change.Recall is { } recall && !_orders.ContainsKey(recall.Name))
        {
            yield return new() { Sequence = change.Sequence, Time = change.Time, Type = Told.Issued, Order = recall };
        }

        if (change.Type is Told.Issued or Told.Superseded && !_orders.ContainsKey(change.Order.Name))
        {
            yield return change;
        }
    }

    /// <summary>Whether an event says something new of an order that is here.</summary>
    public bool IsChangedBy(Tasking.V1.OrderEvent change) => change.Type switch
    {
        Told.Superseded => Find(change.Order.Name) is { IsSuperseded: false },
        Told.Decided => Find(change.Order.Name) is { Decision: null },
        _ => false,
    };

    public void Receive(Tasking.V1.OrderEvent change)
    {
        _received.Add(change);
        _orders[change.Order.Name] = new(change.Order);
    }

    public void Change(Tasking.V1.OrderEvent change)
    {
        if (_orders.TryGetValue(change.Order.Name, out var known))
        {
            _orders[change.Order.Name] = known with { Order = change.Order };
        }
    }

    /// <summary>A report says how far this device got.</summary>
    public void Say(IMessage request)
    {
        switch (request)
        {
            case Tasking.V1.AcknowledgeOrderRequest said when _orders.TryGetValue(said.Name, out var order) && said.Rung > order.Rung:
                _orders[said.Name] = order with { Rung = said.Rung };
                break;
            case Tasking.V1.ReportProgressRequest said when _orders.TryGetValue(said.Name, out var order) && said.Stage > order.Stage:
                _orders[said.Name] = order with { Stage = said.Stage };
                break;
        }
    }

    // What was said but is sent already is said again, so that the snapshot alone tells how far each order got.
    public IEnumerable<Entry> Snapshot()
    {
        foreach (var change in _received)
        {
            var known = _orders[change.Order.Name];
            yield return new OrderEntry(change.ToByteArray());
            if (!ReferenceEquals(known.Order, change.Order))
            {
                yield return new ChangeEntry(new Tasking.V1.OrderEvent { Type = Told.Decided, Order = known.Order }.ToByteArray());
            }

            foreach (var said in known.Said())
            {
                var report = new ReportEntry(Guid.NewGuid(), Any.Pack(said).ToByteArray());
                yield return report;
                yield return new SentEntry(report.Id);
            }
        }
    }
}
