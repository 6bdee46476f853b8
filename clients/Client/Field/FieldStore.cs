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
        Tasking.V1.CheckInRequest.Descriptor, Tasking.V1.NeedHelpRequest.Descriptor, Tasking.V1.CompleteMissionRequest.Descriptor,
        Tasking.V1.AcknowledgeHHourOrderRequest.Descriptor, Tasking.V1.ReportReleaseRequest.Descriptor, Geolocation.V1.ReportPositionsRequest.Descriptor);

    private readonly Lock _lock = new();
    private readonly FileStream _use;
    private readonly EntryLog _log;
    private readonly ReceivedOrders _received = new();
    private readonly List<ReportEntry> _outbox = [];

    /// <param name="directory">Where it is.</param>
    /// <param name="device">The id under which the device is known now; one of its own if null.</param>
    /// <param name="key">Encrypts it; null leaves it as it is.</param>
    /// <exception cref="IOException">The directory cannot be used, or another process uses it.</exception>
    /// <exception cref="InvalidDataException">What is there is damaged, or encrypted with another key.</exception>
    public FieldStore(string directory, string? device = null, StoreKey? key = null)
    {
        Directory.CreateDirectory(directory);
        _use = Occupy(directory);
        try
        {
            _log = new(Path.Combine(directory, "device.jsonl"), key, Apply);
        }
        catch
        {
            _use.Dispose();
            throw;
        }

        if (_log.Length > Roomy || _log.IsToBeSealed)
        {
            _log.Replace(Snapshot());
        }

        if (Device.Length == 0 || (device is not null && device != Device))
        {
            Add(new DeviceEntry(device ?? $"device-{Guid.NewGuid():N}"));
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
                return [.. _received.All];
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

    /// <summary>An order by its name; null if it is not here.</summary>
    public FieldOrder? Find(string order)
    {
        lock (_lock)
        {
            return _received.Find(order);
        }
    }

    /// <summary>Whether an event says something new of an order that is here.</summary>
    public bool IsNews(Tasking.V1.OrderEvent change)
    {
        lock (_lock)
        {
            return _received.IsChangedBy(change);
        }
    }

    /// <summary>Stores what an event tells: the orders that it brings, with the reports that say so, and what became of those that are here.</summary>
    /// <param name="change">The event.</param>
    /// <param name="reportOf">The report that says that an order is stored.</param>
    /// <returns>The reports, one for each new order; none if everything was known.</returns>
    public IReadOnlyList<QueuedReport> Keep(Tasking.V1.OrderEvent change, Func<string, IMessage> reportOf)
    {
        lock (_lock)
        {
            var entries = new List<Entry>();
            var queued = new List<QueuedReport>();
            foreach (var added in _received.NewIn(change))
            {
                var report = new QueuedReport(Guid.NewGuid(), reportOf(added.Order.Name));
                queued.Add(report);
                entries.AddRange([new OrderEntry(added.ToByteArray()), new ReportEntry(report.Id, Any.Pack(report.Request).ToByteArray())]);
            }

            if (_received.IsChangedBy(change))
            {
                entries.AddRange([new ChangeEntry(change.ToByteArray()), new CursorEntry(Math.Max(Cursor, change.Sequence))]);
            }

            if (entries.Count > 0)
            {
                Add(entries);
            }
            else
            {
                MoveTo(Math.Max(Cursor, change.Sequence));
            }

            return queued;
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

    /// <summary>The server has answered for reports.</summary>
    public void Sent(params IReadOnlyList<Guid> reports)
    {
        lock (_lock)
        {
            Add([.. reports.Select(report => new SentEntry(report))]);
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
                var change = Tasking.V1.OrderEvent.Parser.ParseFrom(order.Event);
                _received.Receive(change);
                Cursor = Math.Max(Cursor, change.Sequence);
                break;
            case ChangeEntry became:
                _received.Change(Tasking.V1.OrderEvent.Parser.ParseFrom(became.Event));
                break;
            case HHourEntry instruction:
                ReceiveHHour(Tasking.V1.OrderEvent.Parser.ParseFrom(instruction.Event));
                break;
            case CursorEntry cursor:
                Cursor = cursor.Sequence;
                break;
            case ReportEntry report:
                var request = Unpack(report);
                _outbox.Add(report);
                _received.Say(request);
                SayOfHHour(request);
                NoteCall(report, request);
                break;
            case PackageEntry package:
                _packages[package.Order] = Tasking.V1.SignedTaskPackage.Parser.ParseFrom(package.Signed);
                break;
            case PackageKeysEntry keys:
                _packageKeys = Tasking.V1.ListPackageKeysResponse.Parser.ParseFrom(keys.Keys);
                break;
            case SentEntry sent:
                _outbox.RemoveAll(report => report.Id == sent.Id);
                break;
        }
    }

    private List<Entry> Snapshot() => [new DeviceEntry(Device), .. _received.Snapshot(), .. HHourSnapshot(), .. PackageSnapshot(), .. CallSnapshot(), new CursorEntry(Cursor), .. _outbox];

    // A device that was enrolled anew has another id; what it had still to say, it says under that.
    private IMessage Unpack(ReportEntry report)
    {
        var request = Any.Parser.ParseFrom(report.Request).Unpack(Requests);
        request.Descriptor.FindFieldByName("device")?.Accessor.SetValue(request, Device);
        return request;
    }
}
