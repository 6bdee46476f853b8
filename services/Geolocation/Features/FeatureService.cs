using System.Buffers.Text;
using System.Text;
using Google.Api;
using Grpc.Core;
using TaskForce.Geolocation.Geofences;
using TaskForce.Geolocation.GeoJson;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Features;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Features;

internal sealed class FeatureService(Journal<GeolocationDb> journal, PositionQueries positions, TimeProvider clock) : V1.FeatureService.FeatureServiceBase
{
    public override Task<HttpBody> GetLandingPage(V1.GetLandingPageRequest request, ServerCallContext context) =>
        Task.FromResult(new FeatureCollections(context.GetGatewayAddress()).Landing());

    public override Task<HttpBody> GetConformance(V1.GetConformanceRequest request, ServerCallContext context) => Task.FromResult(FeatureCollections.Conformance());

    public override Task<HttpBody> ListCollections(V1.ListCollectionsRequest request, ServerCallContext context) =>
        Task.FromResult(new FeatureCollections(context.GetGatewayAddress()).List(context.GetCaller()));

    public override Task<HttpBody> GetCollection(V1.GetCollectionRequest request, ServerCallContext context) =>
        Task.FromResult(new FeatureCollections(context.GetGatewayAddress()).Get(request.Collection, context.GetCaller()));

    public override Task<HttpBody> ListPositionFeatures(V1.ListPositionFeaturesRequest request, ServerCallContext context)
    {
        var question = FeatureQuestion.Read(request.Bbox, request.Datetime, request.Limit);
        var after = ReadToken(request.PageToken);

        var found = positions.FindEverything(context.GetCaller())
            .Where(position => string.CompareOrdinal(position.Name, after) > 0 && Includes(question, position.Report))
            .OrderBy(position => position.Name, StringComparer.Ordinal).Take(question.Limit + 1).ToList();
        var page = found[..Math.Min(found.Count, question.Limit)];
        page.ForEach(AuditNotes.Show);

        return Task.FromResult(GeoJsonText.Collection(page.Select(position => new PositionFeature(position)), "", json => PageOf(context, "positions")
            .WriteMembers(json, page.Count, Asked(request.Bbox, request.Datetime, request.Limit), found.Count > page.Count ? WriteToken(page[^1].Name) : "")));
    }

    public override async Task<HttpBody> GetPositionFeature(V1.GetPositionFeatureRequest request, ServerCallContext context)
    {
        var position = await positions.GetAsync(new() { Name = PositionFeature.NameOf(request.Feature) }, context.GetCaller(), context.CancellationToken);
        AuditNotes.Show(position);

        return GeoJsonText.Single(new PositionFeature(position), json => PageOf(context, "positions").WriteMembers(json, request.Feature));
    }

    public override async Task<HttpBody> ListGeofenceFeatures(V1.ListGeofenceFeaturesRequest request, ServerCallContext context)
    {
        var question = FeatureQuestion.Read(request.Bbox, request.Datetime, request.Limit);
        var filter = new V1.ListGeofenceFeaturesRequest { Bbox = request.Bbox, Datetime = request.Datetime };

        var page = await journal.ReadAsync(db => db.Geofences.ToPageWhereAsync<GeofenceRow, Geofence>(
            question.Limit, request.PageToken, filter, row => Includes(question, row), newestFirst: false, context.CancellationToken), context.CancellationToken);

        foreach (var row in page.Rows)
        {
            AuditNotes.Show(row.ToProto());
        }

        return GeoJsonText.Collection(page.Rows.Select(row => new FenceFeatureText(row)), "", json => PageOf(context, "geofences")
            .WriteMembers(json, page.Rows.Count, Asked(request.Bbox, request.Datetime, request.Limit), page.NextPageToken));
    }

    public override async Task<HttpBody> GetGeofenceFeature(V1.GetGeofenceFeatureRequest request, ServerCallContext context)
    {
        var name = ResourceName.Parse<GeofenceName>($"geofences/{request.Feature}");

        var row = await journal.ReadAsync(db => db.Geofences.GetAsync(name), context.CancellationToken);

        AuditNotes.Show(row.ToProto());
        return GeoJsonText.Single(new FenceFeatureText(row), json => PageOf(context, "geofences").WriteMembers(json, request.Feature));
    }

    private FeaturePage PageOf(ServerCallContext context, string collection) => new(context.GetGatewayAddress(), collection, clock.GetUtcNow());

    private static (string Name, string Value)[] Asked(string bbox, string datetime, int limit) => [("bbox", bbox), ("datetime", datetime), ("limit", $"{limit}")];

    private static bool Includes(FeatureQuestion question, V1.PositionReport? report) => report is not null
        && question.Time.Meets(new(report.EventTime.ToDateTimeOffset(), report.EventTime.ToDateTimeOffset()))
        && question.Box?.Holds(report.Location.Latitude, report.Location.Longitude) is not false;

    private static bool Includes(FeatureQuestion question, GeofenceRow row)
    {
        var validity = row.Value.Says.Validity;
        return question.Time.Meets(new(validity?.StartTime?.ToDateTimeOffset(), validity?.EndTime?.ToDateTimeOffset()))
            && (question.Box is not { } box || (new FenceFeatureText(row).Shape?.Box is { } own && box.Meets(new(own.West, own.South, own.East, own.North))));
    }

    private static string WriteToken(string name) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(name));

    private static string ReadToken(string token)
    {
        var violations = new Violations();
        violations.Check(Base64Url.IsValid(token), "page_token", "was not given for this list");
        violations.ThrowIfAny();
        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
    }
}

internal static class FeaturesModule
{
    public static void MapFeatures(this IEndpointRouteBuilder routes) => routes.MapGrpcService<FeatureService>();
}
