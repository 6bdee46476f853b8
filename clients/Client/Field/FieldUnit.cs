using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Client.Field;
using static TaskForce.Tasking.V1.Order.Types;
using Told = TaskForce.Tasking.V1.OrderEvent.Types.Type;

namespace TaskForce.Client;

/// <summary>
/// A member's device. It receives orders and sends reports over a bad network and through its own restarts: an order is on disk before the
/// server hears that it is stored, and is handed out once; a report is on disk until the server has answered for it. Thread safe.
/// </summary>
public sealed partial class FieldUnit : IAsyncDisposable
{
    private readonly TaskForceConnection _connection;
    private readonly FieldUnitOptions _options;
    private readonly FieldStore _store;
    private readonly Outbox _outbox;
    private readonly HHourKeeper _hHours;
    private readonly Retries _retries;
    private readonly Channel<string> _orders = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    private FieldUnit(TaskForceConnection connection, FieldUnitOptions options)
    {
        (_connection, _options) = (connection, options);
        _store = new(options.Directory, options.Device?.Name, options.Key);
        _retries = new(options.Clock);
        _outbox = new(_store, connection, options, _retries);
        _hHours = new(_store, _outbox, connection, options.Clock);
        foreach (var order in _store.Orders.Where(order => order.Rung < Rung.Displayed))
        {
            _orders.Writer.TryWrite(order.Order.Name);
        }

        BeginToSeeNetwork();
        _work = Task.WhenAll(Task.Run(ReceiveAsync), Task.Run(SendAsync), Task.Run(KeepHHoursAsync), Task.Run(StayEnrolledAsync), Task.Run(KeepPackagesAsync));
    }

    /// <summary>Who the unit is, <c>members/{member}</c>.</summary>
    public string Member => _options.Member;

    /// <summary>The device's own id, the same after each start.</summary>
    public string Device => _store.Device;

    /// <summary>Every order that the device knows, in the order they were given, and how far it got with each.</summary>
    public IReadOnlyList<FieldOrder> Orders => _store.Orders;

    /// <summary>An order by its name; null if the device does not know it.</summary>
    public FieldOrder? Find(string order) => _store.Find(order);

    /// <summary>How many reports the server has not answered for yet.</summary>
    public int Unsent => _store.Outbox.Count;

    /// <summary>Opens the device's store and begins to receive and to send.</summary>
    /// <exception cref="IOException">The directory cannot be used, or another process uses it.</exception>
    public static FieldUnit Start(TaskForceConnection connection, FieldUnitOptions options) => new(connection, options);

    /// <summary>
    /// The orders as they come, beginning with those that were received but not acknowledged as <see cref="Rung.Displayed"/>. Each comes
    /// once to one reader. An order shown by a program that died before it could acknowledge is shown again rather than lost; one that is known
    /// to be recalled, or over, never comes.
    /// </summary>
    /// <exception cref="TaskForceException">The server refuses this unit.</exception>
    /// <exception cref="IOException">The store cannot be written: nothing more is received.</exception>
    public async IAsyncEnumerable<Tasking.V1.Order> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var order in _orders.Reader.ReadAllAsync(cancellation))
        {
            if (_store.Find(order) is { IsSuperseded: false, Order: var given })
            {
                yield return given;
            }
        }
    }

    /// <summary>Reports the rung that an order has reached.</summary>
    /// <param name="order">The order's name.</param>
    /// <param name="rung">The rung; it implies the lower ones.</param>
    /// <param name="reason">Why, for <see cref="Rung.Declined"/>.</param>
    /// <returns>The order as the server has it. Giving up the wait does not take the report back.</returns>
    public Task<Tasking.V1.Order> AcknowledgeAsync(string order, Rung rung, string reason = "") =>
        SendAsync<Tasking.V1.Order>(Acknowledgement(order, rung, reason));

    /// <summary>Reports how far the member has got.</summary>
    /// <returns>The order as the server has it.</returns>
    public Task<Tasking.V1.Order> ReportProgressAsync(string order, Stage stage, string note = "") => SendAsync<Tasking.V1.Order>(
        new Tasking.V1.ReportProgressRequest { Name = order, Stage = stage, Note = note, DeviceTime = Now(), RequestId = NewId() });

    /// <summary>Ends the mission with a report; for the team's leader.</summary>
    /// <returns>The mission as the server has it.</returns>
    public Task<Tasking.V1.Mission> CompleteAsync(string mission, Tasking.V1.Mission.Types.Report report) => SendAsync<Tasking.V1.Mission>(
        new Tasking.V1.CompleteMissionRequest { Name = mission, Report = report, RequestId = NewId() });

    /// <summary>Asks the server for an order of this unit that was received and not declined: how far the server knows it to be.</summary>
    /// <exception cref="TaskForceException">The server does not answer, or refuses.</exception>
    public async Task<Tasking.V1.Order> AskAsync(string order, CancellationToken cancellation = default)
    {
        // There is no method to read an order; a rung that was reached before changes nothing and is answered with the order.
        var known = Orders.First(known => known.Order.Name == order);
        try
        {
            return await _connection.Field.AcknowledgeOrderAsync(Acknowledgement(order, known.Rung), cancellationToken: cancellation);
        }
        catch (RpcException fault) when (!cancellation.IsCancellationRequested)
        {
            throw TaskForceException.From(fault);
        }
    }

    /// <summary>Stops receiving and sending. What was not sent is sent after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        EndToSeeNetwork();
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _outbox.Stop();
        _hHours.Stop();
        _store.Dispose();
        _stop.Dispose();
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                await ReceiveFromCursorAsync();
            }
        }
        catch (Exception end) when (end is TaskForceException or IOException or OperationCanceledException)
        {
            _orders.Writer.TryComplete(end is OperationCanceledException ? null : end);
        }
    }

    private async Task SendAsync()
    {
        try
        {
            await _outbox.RunAsync(_stop.Token);
        }
        catch (Exception end) when (end is IOException or DeviceShutOutException)
        {
            _outbox.Stop();
            _orders.Writer.TryComplete(end is DeviceShutOutException { Refusal: var refusal } ? refusal : end);
        }
    }

    private async Task ReceiveFromCursorAsync()
    {
        // A server that was restored may have forgotten what it was told.
        var isAfresh = _store.Cursor == 0;
        try
        {
            await foreach (var change in Watch().ReadAsync(_store.Cursor, _stop.Token))
            {
                if (change.HHour is not null)
                {
                    _hHours.Take(change);
                    continue;
                }

                Notice(change);
                var news = _outbox.Keep(change, order => Acknowledgement(order, Rung.Stored));
                foreach (var order in news)
                {
                    _orders.Writer.TryWrite(order);
                    _packagesWanted.Writer.TryWrite(true);
                }

                if (isAfresh && change.Type == Told.Issued && news.Count == 0)
                {
                    SayAgain(change.Order.Name);
                }
            }
        }
        catch (TaskForceException fault) when (fault.Code == StatusCode.OutOfRange && _store.Cursor > 0)
        {
            // The server trimmed its log, lost it, or was set up anew. Orders known here are known by name and not shown twice.
            _store.Rewind();
        }
    }

    private void SayAgain(string order)
    {
        var known = _store.Find(order)!;
        _ = SendAsync<IMessage>(Acknowledgement(order, known.Rung, known.Rung == Rung.Declined ? "Said again, after the server was restored." : ""));
        if (known.Stage != Stage.Unspecified)
        {
            _ = ReportProgressAsync(order, known.Stage);
        }
    }

    private ResumableWatch<Tasking.V1.OrderEvent> Watch() => new(
        after => _connection.Field.ReceiveOrders(new() { After = after, Device = Device }),
        change => new(change.Sequence, change.Type == Tasking.V1.OrderEvent.Types.Type.Heartbeat))
    {
        Clock = _options.Clock,
        LinkChanged = _options.LinkChanged,
        RefuseToken = _connection.RefuseToken,
        Retries = _retries,
    };

    private async Task<TAnswer> SendAsync<TAnswer>(IMessage report) where TAnswer : IMessage => (TAnswer)await _outbox.Send(report);

    private Tasking.V1.AcknowledgeOrderRequest Acknowledgement(string order, Rung rung, string reason = "") =>
        new() { Name = order, Rung = rung, Device = Device, DeviceTime = Now(), Reason = reason, RequestId = NewId() };

    private Timestamp Now() => _options.Clock.GetUtcNow().ToTimestamp();

    private static string NewId() => Guid.NewGuid().ToString();
}
