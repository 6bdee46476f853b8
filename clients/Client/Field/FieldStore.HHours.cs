using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Tasking.V1;

namespace TaskForce.Client.Field;

/// <summary>What a device must not forget of common starts.</summary>
internal sealed partial class FieldStore
{
    private readonly Dictionary<string, FieldHHour> _hHours = [];

    /// <summary>The instruction that holds for each operation, and what became of it here.</summary>
    public IReadOnlyList<FieldHHour> HHours
    {
        get
        {
            lock (_lock)
            {
                return [.. _hHours.Values];
            }
        }
    }

    /// <summary>Stores an instruction and the report that says so; null if it is known, or older than what is known.</summary>
    public QueuedReport? KeepHHour(OrderEvent change, IMessage report)
    {
        lock (_lock)
        {
            if (_hHours.TryGetValue(change.HHour.Operation, out var known) && (change.HHour.Revision < known.Order.Revision || change.HHour.Equals(known.Order)))
            {
                MoveTo(Math.Max(Cursor, change.Sequence));
                return null;
            }

            var queued = new ReportEntry(Guid.NewGuid(), Any.Pack(report).ToByteArray());
            Add(new HHourEntry(change.ToByteArray()), queued);
            return new(queued.Id, report);
        }
    }

    private void ReceiveHHour(OrderEvent change)
    {
        _hHours[change.HHour.Operation] = new(change.HHour, Release: _hHours.GetValueOrDefault(change.HHour.Operation)?.Release);
        Cursor = Math.Max(Cursor, change.Sequence);
    }

    private void SayOfHHour(IMessage request)
    {
        switch (request)
        {
            case AcknowledgeHHourOrderRequest said when _hHours.TryGetValue(said.Name, out var known) && said.Revision == known.Order.Revision && said.Rung > known.Rung:
                _hHours[said.Name] = known with { Rung = said.Rung };
                break;
            case ReportReleaseRequest said when _hHours.TryGetValue(said.Name, out var known):
                _hHours[said.Name] = known with { Release = said.Release };
                break;
        }
    }

    private List<Entry> HHourSnapshot()
    {
        var entries = new List<Entry>();
        foreach (var known in _hHours.Values)
        {
            entries.Add(new HHourEntry(new OrderEvent { Sequence = Cursor, Type = OrderEvent.Types.Type.HHour, HHour = known.Order }.ToByteArray()));
            var said = new List<IMessage> { new AcknowledgeHHourOrderRequest { Name = known.Order.Operation, Revision = known.Order.Revision, Rung = known.Rung } };
            if (known.Release is { } release)
            {
                said.Add(new ReportReleaseRequest { Name = known.Order.Operation, Release = release });
            }

            foreach (var report in said.Select(each => new ReportEntry(Guid.NewGuid(), Any.Pack(each).ToByteArray())))
            {
                entries.AddRange([report, new SentEntry(report.Id)]);
            }
        }

        return entries;
    }
}
