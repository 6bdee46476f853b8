using Grpc.Core;
using TaskForce.Geolocation.Travel;

namespace TaskForce.Geolocation.Positions;

internal sealed class PositionService(PositionIntake intake, PositionWatch watch, PositionQueries queries, ArrivalEstimator arrivals)
    : PositionServiceBinding
{
    public override Task StreamPositions(
        IAsyncStreamReader<StreamedReports> requestStream, IServerStreamWriter<V1.StreamPositionsResponse> responseStream,
        ServerCallContext context) =>
        intake.StreamAsync(requestStream, responseStream, context.GetCaller(), context.CancellationToken);

    public override Task<V1.ReportPositionsResponse> ReportPositions(V1.ReportPositionsRequest request, ServerCallContext context) =>
        intake.KeepAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<V1.Position> GetPosition(V1.GetPositionRequest request, ServerCallContext context) =>
        Task.FromResult(queries.Get(request).ToProto());

    public override Task WatchPositions(
        V1.WatchPositionsRequest request, IServerStreamWriter<V1.PositionEvent> responseStream, ServerCallContext context)
    {
        var violations = new Violations();
        var selection = Selection.Read(request.Filter, violations);
        violations.ThrowIfAny();

        return watch.SendAsync(request.After, selection, responseStream, context.CancellationToken);
    }

    public override Task<V1.FindNearestResponse> FindNearest(V1.FindNearestRequest request, ServerCallContext context)
    {
        var neighbours = queries.FindNearest(request);

        return Task.FromResult(new V1.FindNearestResponse
        {
            Neighbours =
            {
                neighbours.Select(neighbour => new V1.FindNearestResponse.Types.Neighbour
                {
                    Position = neighbour.Point.ToProto(),
                    DistanceMetres = neighbour.Metres,
                }),
            },
        });
    }

    public override Task<V1.EstimateArrivalsResponse> EstimateArrivals(V1.EstimateArrivalsRequest request, ServerCallContext context) =>
        arrivals.EstimateAsync(request, context.CancellationToken);

    public override async Task<V1.ListTrackPointsResponse> ListTrackPoints(V1.ListTrackPointsRequest request, ServerCallContext context)
    {
        var page = await queries.ListAsync(request, context.CancellationToken);

        return new() { TrackPoints = { page.Rows.Select(point => point.ToProto()) }, NextPageToken = page.NextPageToken };
    }
}
