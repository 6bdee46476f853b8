using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.HHourOrder.Types;

namespace TaskForce.Client.Field;

/// <summary>
/// Keeps a device's H-hour orders: an instruction is on disk before it is obeyed, a release once it was made, and the server's clock is
/// measured for as long as there is one to wait for. Thread safe.
/// </summary>
internal sealed class HHourKeeper(FieldStore store, Outbox outbox, TaskForceConnection connection, TimeProvider clock)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Watched> _watched = [];
    // Room for one: two wakes before a look are as good as one.
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Channel<bool> _heard = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Channel<HHourNotice> _notices = Channel.CreateUnbounded<HHourNotice>();

    public ClockSync Clock { get; } = new(clock);

    public IAsyncEnumerable<HHourNotice> ReadAsync(CancellationToken cancellation) => _notices.Reader.ReadAllAsync(cancellation);

    /// <summary>Stores an instruction that has come, says so, and obeys it.</summary>
    public void Take(OrderEvent change)
    {
        if (outbox.KeepHHour(change, Acknowledgement(change.HHour, Rung.Stored)))
        {
            Hear(change.HHour, fromServer: true);
            _notices.Writer.TryWrite(new(HHourNews.Instructed, change.HHour));
        }
    }

    public AcknowledgeHHourOrderRequest Acknowledgement(HHourOrder order, Rung rung) => new()
    {
        Name = order.Operation,
        Device = store.Device,
        Revision = order.Revision,
        Rung = rung,
        DeviceTime = clock.GetUtcNow().ToTimestamp(),
        RequestId = Guid.NewGuid().ToString(),
    };

    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var known in store.HHours)
        {
            Restore(known);
        }

        await Task.WhenAll(DecideAsync(cancellation), MeasureAsync(cancellation));
    }

    public void Stop() => _notices.Writer.TryComplete();

    private void Restore(FieldHHour known)
    {
        Hear(known.Order, fromServer: false);
        lock (_lock)
        {
            if (known.Release is { } release)
            {
                _watched[known.Order.Operation].Guard.Restore(release);
            }
        }

        // Shown by a program that died before it could say so, or by none: shown again rather than lost.
        if (known.Rung < Rung.Displayed)
        {
            _notices.Writer.TryWrite(new(HHourNews.Instructed, known.Order));
        }
    }

    private void Hear(HHourOrder order, bool fromServer)
    {
        lock (_lock)
        {
            if (!_watched.TryGetValue(order.Operation, out var watched))
            {
                watched = _watched[order.Operation] = new(new(Clock));
            }

            watched.Guard.Hear(order, fromServer);
        }

        _heard.Writer.TryWrite(true);
        _wakes.Writer.TryWrite(true);
    }

    private async Task DecideAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var wait = Decide(cancellation);
            using var timer = clock.CreateTimer(_ => _wakes.Writer.TryWrite(true), null, wait, Timeout.InfiniteTimeSpan);
            await _wakes.Reader.ReadAsync(cancellation);
        }
    }

    // Returns after how long to look again. Nothing here waits for the network: another operation's H may be now.
    private TimeSpan Decide(CancellationToken cancellation)
    {
        lock (_lock)
        {
            var waits = _watched.Values.Select(watched => Act(watched, watched.Guard.Decide(), cancellation)).Where(wait => wait >= TimeSpan.Zero).ToList();
            return waits.Count > 0 ? waits.Min() : Timeout.InfiniteTimeSpan;
        }
    }

    private TimeSpan Act(Watched watched, HHourStep step, CancellationToken cancellation)
    {
        var order = watched.Guard.Order!;
        switch (step.Act)
        {
            case HHourAct.Release:
                // The release first: it must not wait for the disk.
                _notices.Writer.TryWrite(new(HHourNews.Released, order, step.Release));
                _ = outbox.Send(new ReportReleaseRequest
                {
                    Name = order.Operation,
                    Device = store.Device,
                    Revision = order.Revision,
                    Release = step.Release,
                    RequestId = Guid.NewGuid().ToString(),
                });
                return Timeout.InfiniteTimeSpan;
            case HHourAct.Ask:
                return Ask(watched, step.Reason, cancellation);
            default:
                return step.Act == HHourAct.Wait ? step.Wait : Timeout.InfiniteTimeSpan;
        }
    }

    private TimeSpan Ask(Watched watched, string reason, CancellationToken cancellation)
    {
        var (order, since) = (watched.Guard.Order!, watched.Asked is { } asked ? clock.GetElapsedTime(asked) : AskAgain);
        if (since < AskAgain)
        {
            return AskAgain - since;
        }

        watched.Asked = clock.GetTimestamp();
        if (watched.Reason != reason)
        {
            watched.Reason = reason;
            _notices.Writer.TryWrite(new(HHourNews.NotReleased, order, Reason: reason));
        }

        _ = AskAsync(order.Operation, cancellation);
        return AskAgain;
    }

    private async Task AskAsync(string operation, CancellationToken cancellation)
    {
        try
        {
            var order = await connection.Operations.GetHHourOrderAsync(new() { Name = operation }, cancellationToken: cancellation);
            // As if it had come with the orders, at the place that the device has reached there.
            Take(new() { Sequence = store.Cursor, Type = OrderEvent.Types.Type.HHour, HHour = order });
            Hear(order, fromServer: true);
        }
        catch (RpcException)
        {
            // It is asked again.
        }
    }

    private async Task MeasureAsync(CancellationToken cancellation)
    {
        var prober = new ClockProber(connection, Clock, store.Device, clock) { IsWanted = IsWanted, Measured = () => _wakes.Writer.TryWrite(true) };
        await foreach (var _ in _heard.Reader.ReadAllAsync(cancellation))
        {
            await prober.RunAsync(cancellation);
        }
    }

    private bool IsWanted()
    {
        lock (_lock)
        {
            return _watched.Values.Any(watched => watched.Guard is { Release: null, Order.Instruction: Instruction.Wait or Instruction.Hold or Instruction.Go });
        }
    }

    private sealed class Watched(HHourGuard guard)
    {
        public HHourGuard Guard { get; } = guard;

        public long? Asked { get; set; }

        public string Reason { get; set; } = "";
    }
}
