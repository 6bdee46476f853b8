using Google.Protobuf.Collections;
using Grpc.Core;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Positions;

/// <summary>Takes reports in; they are on disk when it answers. Thread safe: batches that arrive together share a commit.</summary>
internal sealed class PositionIntake(Journal<GeolocationDb> journal, ITrackWriter track, Reception reception, IHostApplicationLifetime lifetime)
{
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> for too many reports or a request id that was used otherwise.</exception>
    public Task<V1.ReportPositionsResponse> KeepAsync(V1.ReportPositionsRequest request, Caller caller, CancellationToken cancellation)
    {
        var received = reception.Receive(request.Reports, caller);
        return journal.ChangeAsync(request, caller, db => KeepAsync(received, db), cancellation);
    }

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> for too many reports.</exception>
    public Task<V1.ReportPositionsResponse> KeepAsync(RepeatedField<V1.PositionReport> reports, Caller caller, CancellationToken cancellation)
    {
        var received = reception.Receive(reports, caller);
        return journal.ChangeAsync(db => KeepAsync(received, db), cancellation);
    }

    /// <summary>Takes reports until the caller has sent all, hangs up, or the service stops.</summary>
    /// <exception cref="DomainException">
    /// <see cref="Fault.Invalid"/> for a sequence that does not grow or too many reports, <see cref="Fault.Unavailable"/> when the service stops.
    /// </exception>
    public Task StreamAsync(
        IAsyncStreamReader<V1.StreamPositionsRequest> requests, IServerStreamWriter<V1.StreamPositionsResponse> responses,
        Caller caller, CancellationToken cancellation) =>
        lifetime.RunUntilStoppingAsync(
            either => new PositionStream(this, caller).RunAsync(requests, responses, either), "send again what was not acknowledged", cancellation);

    private async Task<V1.ReportPositionsResponse> KeepAsync(ReceivedReports received, GeolocationDb db)
    {
        await track.JoinAsync(db, received.Subjects);
        return await received.KeepAsync(track);
    }
}
