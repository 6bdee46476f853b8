using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace TaskForce.Client.Field;

/// <summary>A report that the server has not answered for.</summary>
internal sealed record QueuedReport(Guid Id, IMessage Request);

/// <summary>
/// What one device must not forget: its id, the orders it received and how far they got, its place in the server's log, and the reports
/// still to be sent. What a method has done is on disk when it returns. Thread safe.
/// </summary>
internal sealed partial class FieldStore : IDisposable
{
    private const long Roomy = 1 << 20;

    private static readonly TypeRegistry Requests = TypeRegistry.FromMessages(
        Tasking.V1.AcknowledgeOrderRequest.Descriptor, Tasking.V1.ReportProgressRequest.Descriptor,
        Tasking.V1.CompleteMissionRequest.Descriptor, Tasking.V1.AcknowledgeHHourOrderRequest.Descriptor, Tasking.V1.ReportReleaseRequest.Descriptor, Geolocation.V1.ReportPositionsRequest.Descriptor);

    private readonly Lock _lock = new();
    private readonly FileStream _use;
    private readonly EntryLog _log;
    private readonly List<Tasking.V1.OrderEvent> _received = [];
    private readonly Dictionary<string, FieldOrder> _orders = [];
    private readonly List<ReportEntry> _outbox = [];

    /// <exception cref="IOException">The directory cannot be used, or another process uses it.</exception>
    public FieldStore(string directory)
    {
        Directory.CreateDirectory(directory);
        _use = Occupy(directory);
        _log = new(Path.Combine(directory, "device.jsonl"), Apply);
        if (Device.Length == 0)
        {
            Add(new DeviceEntry($"device-{Guid.NewGuid():N}"));
        }
        else if (_log.Length > Roomy)
        {
            _log.Replace(Snapshot());
        }
    }

    /// <summary>The device's own id.</summary>
    public string Device { get; private set; } = "";

    /// <summary>The last sequence of the server's log that is stored here.</summary>
    public long Cursor { get; private set; }

    /// <summary>Every order, in the order they were given.</summary>
    public IReadOnlyList<FieldOrder> Orders
    {
        get
        {
            lock (_lock)
            {
                return [.. _received.Select(change => _orders[change.Order.Name])];
            }
        }
    }

    /// <summary>The reports still to be sent, oldest first.</summary>
    public IReadOnlyList<QueuedReport> Outbox
    {
        get
        {
            lock (_lock)
            {
                return [.. _outbox.Select(report => new QueuedReport(report.Id, Unpack(report)))];
            }
        }
    }

    /// <summary>Stores an order, and with it the report that says so; null if the order is here already.</summary>
    public QueuedReport? Keep(Tasking.V1.OrderEvent change, IMessage report)
    {
        lock (_lock)
        {
            if (change.HHour is not null)
            {
                return KeepHHour(change, report);
            }

            if (_orders.ContainsKey(change.Order.Name))
            {
                MoveTo(Math.Max(Cursor, change.Sequence));
                return null;
            }

            var queued = new ReportEntry(Guid.NewGuid(), Any.Pack(report).ToByteArray());
            Add(new OrderEntry(change.ToByteArray()), queued);
            return new(queued.Id, report);
        }
    }

    /// <summary>Stores a report until the server has answered for it.</summary>
    public QueuedReport Queue(IMessage report)
    {
        lock (_lock)
        {
            var queued = new ReportEntry(Guid.NewGuid(), Any.Pack(report).ToByteArray());
            Add(queued);
            return new(queued.Id, report);
        }
    }

    /// <summary>The server has answered for a report.</summary>
    public void Sent(Guid report)
    {
        lock (_lock)
        {
            Add(new SentEntry(report));
        }
    }

    /// <summary>Begins the server's log anew: it is not the one that the cursor came from.</summary>
    public void Rewind()
    {
        lock (_lock)
        {
            MoveTo(0);
        }
    }

    public void Dispose()
    {
        _log.Dispose();
        _use.Dispose();
    }

    // The system lets go of it when the process ends, however it ends.
    private static FileStream Occupy(string directory)
    {
        try
        {
            return new(Path.Combine(directory, "device.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault)
        {
            throw new IOException($"{directory} cannot be used: another field unit runs there, or it cannot be written. {fault.Message}", fault);
        }
    }

    private void MoveTo(long cursor)
    {
        if (cursor != Cursor)
        {
            Add(new CursorEntry(cursor));
        }
    }

    private void Add(params IReadOnlyList<Entry> entries)
    {
        _log.Append(entries);
        foreach (var entry in entries)
        {
            Apply(entry);
        }
    }

    private void Apply(Entry entry)
    {
        switch (entry)
        {
            case DeviceEntry device:
                Device = device.Id;
                break;
            case OrderEntry order:
                Receive(Tasking.V1.OrderEvent.Parser.ParseFrom(order.Event));
                break;
            case HHourEntry instruction:
                Receive(Tasking.V1.OrderEvent.Parser.ParseFrom(instruction.Event));
                break;
            case CursorEntry cursor:
                Cursor = cursor.Sequence;
                break;
            case ReportEntry report:
                _outbox.Add(report);
                Say(Unpack(report));
                break;
            case SentEntry sent:
                _outbox.RemoveAll(report => report.Id == sent.Id);
                break;
        }
    }

    private void Receive(Tasking.V1.OrderEvent change)
    {
        if (change.HHour is not null)
        {
            ReceiveHHour(change);
            return;
        }

        _received.Add(change);
        _orders[change.Order.Name] = new(change.Order);
        Cursor = Math.Max(Cursor, change.Sequence);
    }

    private void Say(IMessage request)
    {
        switch (request)
        {
            case Tasking.V1.AcknowledgeOrderRequest said when _orders.TryGetValue(said.Name, out var order) && said.Rung > order.Rung:
                _orders[said.Name] = order with { Rung = said.Rung };
                break;
            case Tasking.V1.ReportProgressRequest said when _orders.TryGetValue(said.Name, out var order) && said.Stage > order.Stage:
                _orders[said.Name] = order with { Stage = said.Stage };
                break;
            default:
                SayOfHHour(request);
                break;
        }
    }

    // What was said but is sent already is said again, so that the snapshot alone tells how far each order got.
    private List<Entry> Snapshot()
    {
        var entries = new List<Entry> { new DeviceEntry(Device) };
        foreach (var change in _received)
        {
            entries.Add(new OrderEntry(change.ToByteArray()));
            foreach (var said in _orders[change.Order.Name].Said())
            {
                var report = new ReportEntry(Guid.NewGuid(), Any.Pack(said).ToByteArray());
                entries.AddRange([report, new SentEntry(report.Id)]);
            }
        }

        return [.. entries, .. HHourSnapshot(), new CursorEntry(Cursor), .. _outbox];
    }

    private static IMessage Unpack(ReportEntry report) => Any.Parser.ParseFrom(report.Request).Unpack(Requests);
}
