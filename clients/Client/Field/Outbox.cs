using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;

namespace TaskForce.Client.Field;

/// <summary>
/// Sends a device's reports one after the other, in the order they were made, each until the server has answered for it. One that the
/// server refuses is dropped: sending it again would not make it better. A call for help goes past all others, at once, and is never dropped.
/// Positions, which say when they were, go beside them.
/// </summary>
internal sealed class Outbox(FieldStore store, TaskForceConnection connection, FieldUnitOptions options, Retries retries)
{
    private static readonly TimeSpan Urgent = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterCall = TimeSpan.FromMinutes(30);

    private readonly Channel<QueuedReport> _calls = Holding(store.Outbox.Where(IsCall));
    private readonly Channel<QueuedReport> _positions = Holding(store.Outbox.Where(IsPosition));
    private readonly Channel<QueuedReport> _queue = Holding(store.Outbox.Where(report => !IsCall(report) && !IsPosition(report)));
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<IMessage>> _waiting = [];
    private readonly Lock _order = new();
    private volatile bool _isNear;
    private long? _called = Called(store, options.Clock);

    /// <summary>Whether the unit is near where it is ordered to.</summary>
    public bool IsNear
    {
        set => _isNear = value;
    }

    /// <summary>Whether help was called for a short while ago: everybody wants to know where the unit is.</summary>
    public bool HasCalled
    {
        get
        {
            lock (_order)
            {
                return _called is { } called && options.Clock.GetElapsedTime(called) < AfterCall;
            }
        }
    }

    /// <summary>Makes a report: it is on disk when this returns. The task ends when the server has answered.</summary>
    public Task<IMessage> Send(IMessage request)
    {
        var waiter = NewWaiter();
        Enqueue(() => [store.Queue(request)], waiter);
        return waiter.Task;
    }

    /// <summary>Stores what an event tells and reports each order that is new; returns them.</summary>
    public IReadOnlyList<string> Keep(Tasking.V1.OrderEvent change, Func<string, IMessage> reportOf) =>
        [.. Enqueue(() => store.Keep(change, reportOf), NewWaiter()).Select(report => ((Tasking.V1.AcknowledgeOrderRequest)report.Request).Name)];

    /// <summary>Stores an instruction about a common start and reports it; false if it says nothing new.</summary>
    public bool KeepHHour(Tasking.V1.OrderEvent change, IMessage report) =>
        Enqueue(() => store.KeepHHour(change, report) is { } queued ? [queued] : [], NewWaiter()).Count > 0;

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var positions = new PositionOutbox(connection, options.Clock, retries, Settle, WaitForOthersAsync);
        var loops = new[] { RunAsync(_calls, end.Token), RunAsync(_queue, end.Token), positions.RunAsync(_positions.Reader, end.Token) };
        try
        {
            await await Task.WhenAny(loops);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Nothing is sent any more; what was not is still on disk.</summary>
    public void Stop()
    {
        _calls.Writer.TryComplete();
        _positions.Writer.TryComplete();
        _queue.Writer.TryComplete();
        foreach (var (_, waiter) in _waiting)
        {
            waiter.TrySetCanceled();
        }
    }

    private async Task RunAsync(Channel<QueuedReport> queue, CancellationToken cancellation)
    {
        await foreach (var report in queue.Reader.ReadAllAsync(cancellation))
        {
            await DeliverAsync(report, cancellation);
        }
    }

    // Looked at again each second: help may be called meanwhile.
    private async Task WaitForOthersAsync(CancellationToken cancellation)
    {
        var begun = options.Clock.GetTimestamp();
        while (options.Frugality is { } rules && !_isNear && !HasCalled && store.Outbox.Count < PositionOutbox.Most && rules.GatherFor - options.Clock.GetElapsedTime(begun) is { Ticks: > 0 } left)
        {
            await Task.Delay(left < Look ? left : Look, options.Clock, cancellation);
        }
    }

    // Stored and queued in one order, and never sent before it is stored.
    private IReadOnlyList<QueuedReport> Enqueue(Func<IReadOnlyList<QueuedReport>> store, TaskCompletionSource<IMessage> waiter)
    {
        lock (_order)
        {
            var reports = store();
            foreach (var report in reports)
            {
                _called = IsCall(report) ? options.Clock.GetTimestamp() : _called;
                _waiting[report.Id] = waiter;
                (IsCall(report) ? _calls : IsPosition(report) ? _positions : _queue).Writer.TryWrite(report);
            }

            return reports;
        }
    }

    // A device that was started again goes on where it was; what is still to be sent is as new as it can be.
    private static long? Called(FieldStore store, TimeProvider clock) =>
        store.Outbox.Any(IsCall) ? clock.GetTimestamp()
        : store.SinceCall(clock.GetUtcNow()) is { } since && since.Duration() < AfterCall ? clock.GetTimestamp() - (long)(Math.Max(since.TotalSeconds, 0) * clock.TimestampFrequency)
        : null;

    private static bool IsCall(QueuedReport report) => report.Request is Tasking.V1.NeedHelpRequest;

    private static bool IsPosition(QueuedReport report) => report.Request is Geolocation.V1.ReportPositionsRequest;

    private static TaskCompletionSource<IMessage> NewWaiter() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Channel<QueuedReport> Holding(IEnumerable<QueuedReport> reports)
    {
        var queue = Channel.CreateUnbounded<QueuedReport>();
        foreach (var report in reports)
        {
            queue.Writer.TryWrite(report);
        }

        return queue;
    }

    private void Settle(IReadOnlyList<SettledPosition> settled)
    {
        store.Sent([.. settled.Select(each => each.Report.Id)]);
        foreach (var (report, answer, refusal) in settled)
        {
            _waiting.TryRemove(report.Id, out var waiter);
            if (refusal is null)
            {
                waiter?.TrySetResult(answer!);
            }
            else
            {
                options.Refused?.Invoke(refusal);
                waiter?.TrySetException(refusal);
            }
        }
    }

    private async Task DeliverAsync(QueuedReport report, CancellationToken cancellation)
    {
        _waiting.TryRemove(report.Id, out var waiter);
        try
        {
            var answer = await DeliverUntilAnsweredAsync(report.Request, cancellation);
            store.Sent(report.Id);
            waiter?.TrySetResult(answer);
        }
        catch (TaskForceException refusal)
        {
            store.Sent(report.Id);
            options.Refused?.Invoke(refusal);
            waiter?.TrySetException(refusal);
        }
        catch (DeviceShutOutException shutOut)
        {
            // Kept: once it is enrolled anew, the device says it after all.
            waiter?.TrySetException(shutOut.Refusal);
            throw;
        }
        catch (OperationCanceledException)
        {
            waiter?.TrySetCanceled(cancellation);
            throw;
        }
    }

    private async Task<IMessage> DeliverUntilAnsweredAsync(IMessage request, CancellationToken cancellation)
    {
        var backoff = new Backoff();
        while (true)
        {
            var asked = TimeSpan.Zero;
            try
            {
                using var trace = OrderTrace.Continue(TraceOf(request), request.Descriptor.Name);
                return await CallAsync(request, cancellation);
            }
            catch (RpcException fault)
            {
                cancellation.ThrowIfCancellationRequested();
                if (DeviceShutOutException.Of(fault) is { } shutOut)
                {
                    throw shutOut;
                }

                asked = TaskForceException.From(fault).RetryAfter;
                // A unit that the issuer does not know today may be known tomorrow: its reports are kept.
                if (!TaskForceException.MayPass(fault.StatusCode) && fault.StatusCode != StatusCode.Unauthenticated && request is not Tasking.V1.NeedHelpRequest)
                {
                    throw TaskForceException.From(fault);
                }
            }

            var pause = backoff.Next();
            await (request is Tasking.V1.NeedHelpRequest && asked + pause > Urgent
                ? retries.WaitAsync(TimeSpan.Zero, Urgent, cancellation)
                : retries.WaitAsync(asked, pause, cancellation));
        }
    }

    private string? TraceOf(IMessage request) => request switch
    {
        Tasking.V1.AcknowledgeOrderRequest rung => store.Find(rung.Name)?.Order.TraceParent,
        Tasking.V1.ReportProgressRequest stage => store.Find(stage.Name)?.Order.TraceParent,
        Tasking.V1.CheckInRequest well => store.Find(well.Name)?.Order.TraceParent,
        _ => null,
    };

    private async Task<IMessage> CallAsync(IMessage request, CancellationToken cancellation) => request switch
    {
        Tasking.V1.AcknowledgeOrderRequest rung => await connection.Field.AcknowledgeOrderAsync(rung, cancellationToken: cancellation),
        Tasking.V1.ReportProgressRequest stage => await connection.Field.ReportProgressAsync(stage, cancellationToken: cancellation),
        Tasking.V1.CheckInRequest well => await connection.Field.CheckInAsync(well, cancellationToken: cancellation),
        Tasking.V1.NeedHelpRequest call => await connection.Field.NeedHelpAsync(call, cancellationToken: cancellation),
        Tasking.V1.AcknowledgeHHourOrderRequest rung => await connection.Operations.AcknowledgeHHourOrderAsync(rung, cancellationToken: cancellation),
        Tasking.V1.ReportReleaseRequest release => await connection.Operations.ReportReleaseAsync(release, cancellationToken: cancellation),
        Tasking.V1.CompleteMissionRequest report => await connection.Missions.CompleteMissionAsync(report, cancellationToken: cancellation),
        _ => throw new ArgumentException($"{request.Descriptor.Name} is not a report.", nameof(request)),
    };
}
