using System.Threading.Channels;
using Grpc.Core;
using TaskForce.Geolocation.V1;
using Call = Grpc.Core.AsyncDuplexStreamingCall<TaskForce.Geolocation.V1.StreamPositionsRequest, TaskForce.Geolocation.V1.StreamPositionsResponse>;

namespace TaskForce.Client.Field;

/// <summary>
/// Sends a device's positions over one stream, in the order they were made: what waits while a request is on its way, or for hours without a network, goes
/// together in the next, and none brings headers of its own.
/// </summary>
/// <param name="connection">Where to.</param>
/// <param name="clock">Tells how long an answer takes.</param>
/// <param name="retries">Waits before the next try.</param>
/// <param name="settle">Hears what the server made of reports.</param>
/// <param name="gather">Waits for others to go with the first, as long as they may.</param>
internal sealed class PositionOutbox(
    TaskForceConnection connection, TimeProvider clock, Retries retries, Action<IReadOnlyList<SettledPosition>> settle, Func<CancellationToken, Task> gather) : IDisposable
{
    /// <summary>How many reports go in one request.</summary>
    public const int Most = 500;

    // The connection's pings find out earlier that nobody is there.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Pace _pace = new(clock);
    private Call? _call;
    private long _sequence;

    public async Task RunAsync(ChannelReader<QueuedReport> queue, CancellationToken cancellation)
    {
        while (await queue.WaitToReadAsync(cancellation))
        {
            await gather(cancellation);
            await _pace.WaitAsync(cancellation);
            var batch = new List<QueuedReport>();
            while (batch.Count < Most && queue.TryRead(out var report))
            {
                batch.Add(report);
            }

            settle(await DeliverAsync(batch, cancellation));
        }
    }

    public void Dispose() => _call?.Dispose();

    // Until the server has answered.
    private async Task<IReadOnlyList<SettledPosition>> DeliverAsync(List<QueuedReport> batch, CancellationToken cancellation)
    {
        var backoff = new Backoff();
        while (true)
        {
            try
            {
                return await AskAsync(batch, cancellation);
            }
            catch (Exception fault) when (fault is RpcException or OperationCanceledException)
            {
                cancellation.ThrowIfCancellationRequested();
                Close();
                var rpc = fault as RpcException ?? new RpcException(new Status(StatusCode.Unavailable, "The stream has ended."));
                if (DeviceShutOutException.Of(rpc) is { } shutOut)
                {
                    throw shutOut;
                }

                var refusal = TaskForceException.From(rpc);
                if (rpc.StatusCode == StatusCode.Unauthenticated)
                {
                    // A unit that the issuer does not know today may be known tomorrow: its reports are kept.
                    connection.RefuseToken();
                }
                else if (!TaskForceException.MayPass(rpc.StatusCode))
                {
                    // One that the server does not take must not cost the others.
                    return batch.Count == 1
                        ? [new SettledPosition(batch[0], null, refusal)]
                        : [.. await DeliverAsync(batch[..(batch.Count / 2)], cancellation), .. await DeliverAsync(batch[(batch.Count / 2)..], cancellation)];
                }

                await retries.WaitAsync(refusal.RetryAfter, backoff.Next(), cancellation);
            }
        }
    }

    private async Task<IReadOnlyList<SettledPosition>> AskAsync(List<QueuedReport> batch, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        _call ??= connection.Positions.StreamPositions(cancellationToken: cancellation);
        var (sequence, outcomes) = (++_sequence, new List<ReportOutcome>());
        var reports = batch.SelectMany(report => ((ReportPositionsRequest)report.Request).Reports.Select(each => (Queued: report, Report: each))).ToList();
        await _call.RequestStream.WriteOutAsync(new() { Sequence = sequence, Reports = { reports.Select(each => each.Report) } }, either.Token);
        while (await _call.ResponseStream.MoveNext(either.Token))
        {
            var response = _call.ResponseStream.Current;
            _pace.Hear(response.SlowDown);
            outcomes.AddRange(response.Outcomes.Where(outcome => outcome.Sequence == sequence).Select(outcome => outcome.Outcome));
            if (response.AcknowledgedSequence >= sequence)
            {
                return [.. batch.Select(report => new SettledPosition(report, AnswerOf(report), null))];
            }
        }

        throw new RpcException(new Status(StatusCode.Unavailable, "The stream has ended."));

        // One that was kept before the connection was lost is where it should be.
        ReportPositionsResponse AnswerOf(QueuedReport report) => new()
        {
            Outcomes = { outcomes.Where(outcome => reports[outcome.Index].Queued == report && outcome.Code != ReportOutcome.Types.Code.Duplicate) },
        };
    }

    private void Close()
    {
        _call?.Dispose();
        _call = null;
    }
}

/// <summary>A report that the server has answered for: what it made of it, or why it refused it.</summary>
internal sealed record SettledPosition(QueuedReport Report, ReportPositionsResponse? Answer, TaskForceException? Refusal);
