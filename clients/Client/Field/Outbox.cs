using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;

namespace TaskForce.Client.Field;

/// <summary>
/// Sends a device's reports one after the other, in the order they were made, each until the server has answered for it. One that the
/// server refuses is dropped: sending it again would not make it better.
/// </summary>
internal sealed class Outbox(FieldStore store, TaskForceConnection connection, FieldUnitOptions options)
{
    private readonly Channel<QueuedReport> _queue = Holding(store.Outbox);
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<IMessage>> _waiting = [];
    private readonly Lock _order = new();

    /// <summary>Makes a report: it is on disk when this returns. The task ends when the server has answered.</summary>
    public Task<IMessage> Send(IMessage request) => Enqueue(() => store.Queue(request));

    /// <summary>Stores an order and reports it; false if it was here already.</summary>
    public bool Keep(Tasking.V1.OrderEvent change, IMessage report)
    {
        var isNew = false;
        Enqueue(() => store.Keep(change, report) is { } queued && (isNew = true) ? queued : null);
        return isNew;
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var report in _queue.Reader.ReadAllAsync(cancellation))
        {
            await DeliverAsync(report, cancellation);
        }
    }

    /// <summary>Nothing is sent any more; what was not is still on disk.</summary>
    public void Stop()
    {
        _queue.Writer.TryComplete();
        foreach (var (_, waiter) in _waiting)
        {
            waiter.TrySetCanceled();
        }
    }

    // Stored and queued in one order, and never sent before it is stored.
    private Task<IMessage> Enqueue(Func<QueuedReport?> store)
    {
        var waiter = new TaskCompletionSource<IMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_order)
        {
            if (store() is { } report)
            {
                _waiting[report.Id] = waiter;
                _queue.Writer.TryWrite(report);
            }
        }

        return waiter.Task;
    }

    private static Channel<QueuedReport> Holding(IEnumerable<QueuedReport> reports)
    {
        var queue = Channel.CreateUnbounded<QueuedReport>();
        foreach (var report in reports)
        {
            queue.Writer.TryWrite(report);
        }

        return queue;
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
            try
            {
                return await CallAsync(request, cancellation);
            }
            catch (RpcException fault)
            {
                cancellation.ThrowIfCancellationRequested();
                // A unit that the issuer does not know today may be known tomorrow: its reports are kept.
                if (!TaskForceException.MayPass(fault.StatusCode) && fault.StatusCode != StatusCode.Unauthenticated)
                {
                    throw TaskForceException.From(fault);
                }
            }

            await Task.Delay(backoff.Next(), options.Clock, cancellation);
        }
    }

    private async Task<IMessage> CallAsync(IMessage request, CancellationToken cancellation) => request switch
    {
        Tasking.V1.AcknowledgeOrderRequest rung => await connection.Field.AcknowledgeOrderAsync(rung, cancellationToken: cancellation),
        Tasking.V1.ReportProgressRequest stage => await connection.Field.ReportProgressAsync(stage, cancellationToken: cancellation),
        Tasking.V1.AcknowledgeHHourOrderRequest rung => await connection.Operations.AcknowledgeHHourOrderAsync(rung, cancellationToken: cancellation),
        Tasking.V1.ReportReleaseRequest release => await connection.Operations.ReportReleaseAsync(release, cancellationToken: cancellation),
        Tasking.V1.CompleteMissionRequest report => await connection.Missions.CompleteMissionAsync(report, cancellationToken: cancellation),
        Geolocation.V1.ReportPositionsRequest positions => await connection.Positions.ReportPositionsAsync(positions, cancellationToken: cancellation),
        _ => throw new ArgumentException($"{request.Descriptor.Name} is not a report.", nameof(request)),
    };
}
