using Google.Api;
using Google.Protobuf;
using Grpc.Core;
using TaskForce.Geolocation.Geofences;
using TaskForce.Geolocation.Geofences.Following;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.GeoJson;

internal sealed class GeoJsonService(Journal<GeolocationDb> journal, PositionQueries positions, FenceWake wake, TimeProvider clock)
    : V1.GeoJsonService.GeoJsonServiceBase
{
    private const int MostFeatures = 1000;

    public override Task<V1.ImportGeofencesResponse> ImportGeofences(V1.ImportGeofencesRequest request, ServerCallContext context)
    {
        var import = new FenceImport(request.GeoJson?.Data ?? ByteString.Empty);
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());

        return request.DryRun
            ? journal.ReadAsync(db => import.ApplyAsync(db, dryRun: true, caller, now), context.CancellationToken)
            : journal.ChangeAsync(request, caller, db =>
            {
                db.AfterCommit(wake.Wake);
                return import.ApplyAsync(db, dryRun: false, caller, now);
            }, context.CancellationToken);
    }

    public override async Task<HttpBody> ExportGeofences(V1.ExportGeofencesRequest request, ServerCallContext context)
    {
        var filter = new V1.GeofenceFilter { Geofence = request.Geofence, Subject = request.Subject };

        var page = await journal.ReadAsync(db => db.Geofences.Matching(filter.Geofence, filter.Subject).ToPageAsync<GeofenceRow, Geofence>(
            Paging.SizeOf(request.PageSize, MostFeatures, MostFeatures), request.PageToken, filter, newestFirst: false, context.CancellationToken), context.CancellationToken);

        foreach (var row in page.Rows)
        {
            AuditNotes.Show(row.ToProto());
        }

        return GeoJsonText.Collection(page.Rows.Select(row => new FenceFeatureText(row)), page.NextPageToken);
    }

    public override Task<HttpBody> ExportPositions(V1.ExportPositionsRequest request, ServerCallContext context)
    {
        var known = positions.FindAll(request.Filter, context.GetCaller()).ToList();
        known.ForEach(point => AuditNotes.Show(point.Subject, point.Nation));

        return Task.FromResult(GeoJsonText.Collection(known.Select(point => new PositionFeatureText(point)), ""));
    }

    public override async Task<HttpBody> ExportTrack(V1.ExportTrackRequest request, ServerCallContext context)
    {
        var (track, isTruncated) = await positions.FindTrackAsync(request.Parent, request.Period, context.GetCaller(), context.CancellationToken);

        return GeoJsonText.Single(new TrackFeatureText(SubjectName.OfPosition(request.Parent, "parent"), track, isTruncated));
    }
}

internal static class GeoJsonModule
{
    public static void MapGeoJson(this IEndpointRouteBuilder routes) => routes.MapGrpcService<GeoJsonService>();
}
