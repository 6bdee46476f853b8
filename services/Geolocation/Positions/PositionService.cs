using Grpc.Core;
using TaskForce.Geolocation.Travel;

namespace TaskForce.Geolocation.Positions;

internal sealed class PositionService(PositionIntake intake, PositionWatches watches, PositionQueries queries, ArrivalEstimator arrivals)
    : PositionServiceBinding
{
    public override Task StreamPositions(
        IAsyncStreamReader<StreamedReports> requestStream, IServerStreamWriter<V1.StreamPositionsResponse> responseStream,
        ServerCallContext context) =>
        intake.StreamAsync(requestStream, responseStream, context.GetCaller(), context.CancellationToken);

    public override Task<V1.ReportPositionsResponse> ReportPositions(V1.ReportPositionsRequest request, ServerCallContext context) =>
        intake.KeepAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<V1.Position> GetPosition(V1.GetPositionRequest request, ServerCallContext context) =>
        queries.GetAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task WatchPositions(V1.WatchPositionsRequest request, IServerStreamWriter<PositionFrame> responseStream, ServerCallContext context) =>
        watches.SendAsync(request, context.GetCaller(), responseStream, context.CancellationToken);

    public override Task<V1.FindNearestResponse> FindNearest(V1.FindNearestRequest request, ServerCallContext context) =>
        Task.FromResult(queries.FindNearest(request, context.GetCaller()));

    public override Task<V1.EstimateArrivalsResponse> EstimateArrivals(V1.EstimateArrivalsRequest request, ServerCallContext context) =>
        arrivals.EstimateAsync(request, context.GetCaller(), context.CancellationToken);

    public override async Task<V1.ListTrackPointsResponse> ListTrackPoints(V1.ListTrackPointsRequest request, ServerCallContext context)
    {
        var page = await queries.ListAsync(request, context.GetCaller(), context.CancellationToken);

        return new() { TrackPoints = { page.Rows.Select(point => point.ToProto()) }, NextPageToken = page.NextPageToken };
    }
}
