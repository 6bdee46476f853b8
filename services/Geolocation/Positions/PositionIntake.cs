using Grpc.Core;

namespace TaskForce.Geolocation.Positions;

/// <summary>Takes reports in; they are on disk when it answers. Thread safe: batches that arrive together share a commit.</summary>
internal sealed class PositionIntake(IntakeQueue queue, Reception reception, IHostApplicationLifetime lifetime)
{
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> for too many reports or a request id that was used otherwise.</exception>
    public Task<V1.ReportPositionsResponse> KeepAsync(V1.ReportPositionsRequest request, Caller caller, CancellationToken cancellation) =>
        request.RequestId.Length == 0
            ? queue.KeepAsync(reception.Receive(request.Reports, new(caller)))
            : queue.KeepOnceAsync(request, reception.Receive(request.Reports, new(caller)), caller, cancellation);

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> for too many reports.</exception>
    public Task<V1.ReportPositionsResponse> KeepAsync(StreamedReports reports, Reporter reporter) => queue.KeepAsync(reception.Receive(reports, reporter));

    /// <summary>Takes reports until the caller has sent all, hangs up, or the service stops.</summary>
    /// <exception cref="DomainException">
    /// <see cref="Fault.Invalid"/> for a sequence that does not grow or too many reports, <see cref="Fault.Unavailable"/> when the service stops.
    /// </exception>
    public Task StreamAsync(
        IAsyncStreamReader<StreamedReports> requests, IServerStreamWriter<V1.StreamPositionsResponse> responses,
        Caller caller, CancellationToken cancellation) =>
        lifetime.RunUntilStoppingAsync(
            either => new PositionStream(this, new(caller)).RunAsync(requests, responses, either), "send again what was not acknowledged", cancellation);
}
