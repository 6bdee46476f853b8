using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Lifetime;

namespace TaskForce.Geolocation.Positions;

/// <summary>Takes reports in; they are on disk when it answers. Thread safe: batches that arrive together share a commit.</summary>
internal sealed class PositionIntake(IntakeQueue queue, Reception reception, Rotation rotation, IOptions<IntakeOptions> options)
{
    /// <summary>How long one who sends too much should wait from one request to the next.</summary>
    public TimeSpan Pause => queue.Pause;

    /// <exception cref="DomainException">
    /// <see cref="Fault.Invalid"/> for too many reports or a request id that was used otherwise, <see cref="Fault.Exhausted"/> for too many that wait.
    /// </exception>
    public Task<V1.ReportPositionsResponse> KeepAsync(V1.ReportPositionsRequest request, Caller caller, CancellationToken cancellation)
    {
        var batch = reception.Receive(request.Reports, new(caller));
        var waiting = new Waiting(batch, request.RequestId.Length == 0 ? null : (request, caller));
        if (queue.TryKeep(waiting, out _))
        {
            return waiting.Answer.Task.WaitAsync(cancellation);
        }

        batch.Dispose();
        throw new DomainException(Fault.Exhausted, SlowDowns.ReportsWaiting, $"Too many reports of {caller.Subject} wait for the disk. Send them again later, more in each request.")
        {
            RetryAfter = queue.Pause,
        };
    }

    /// <summary>Keeps a request of a stream, as soon as there is room for it.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> for too many reports.</exception>
    public async ValueTask<(Task<V1.ReportPositionsResponse> Answer, bool HasWaited)> KeepAsync(StreamedReports reports, Reporter reporter, CancellationToken cancellation)
    {
        var waiting = new Waiting(reception.Receive(reports, reporter));
        var hasWaited = false;
        while (!queue.TryKeep(waiting, out var room))
        {
            hasWaited = true;
            await room.WaitAsync(cancellation);
        }

        return (waiting.Answer.Task, hasWaited);
    }

    /// <summary>Takes reports until the caller has sent all, hangs up, or the service stops.</summary>
    /// <exception cref="DomainException">
    /// <see cref="Fault.Invalid"/> for a sequence that does not grow or too many reports, <see cref="Fault.Unavailable"/> when the service stops.
    /// </exception>
    public Task StreamAsync(
        IAsyncStreamReader<StreamedReports> requests, IServerStreamWriter<V1.StreamPositionsResponse> responses,
        Caller caller, CancellationToken cancellation) => rotation.RunUntilStoppingAsync(
            either => new PositionStream(this, new(caller), options.Value.RequestsPerStream).RunAsync(requests, responses, either),
            "send again what was not acknowledged", cancellation);
}

/// <summary>Why a reporter had to wait, or is refused.</summary>
internal static class SlowDowns
{
    /// <summary>More requests of the stream are under way than it may have.</summary>
    public const string RequestsUnderWay = "REQUESTS_UNDER_WAY";

    /// <summary>More reports of the caller wait for the disk than are its share.</summary>
    public const string ReportsWaiting = "REPORTS_WAITING";
}
