using Google.Api;
using Grpc.Core;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Features;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Hotspots;

internal sealed class HotspotFeatureService(Journal<TaskingDb> journal, TimeProvider clock) : V1.HotspotFeatureService.HotspotFeatureServiceBase
{
    public override async Task<HttpBody> ListHotspotFeatures(V1.ListHotspotFeaturesRequest request, ServerCallContext context)
    {
        var question = FeatureQuestion.Read(request.Bbox, request.Datetime, request.Limit);
        var filter = new V1.ListHotspotFeaturesRequest { Bbox = request.Bbox, Datetime = request.Datetime };

        var page = await journal.ReadAsync(db => db.Hotspots.ToPageWhereAsync<HotspotRow, Hotspot>(
            question.Limit, request.PageToken, filter, row => Includes(question, row.Value), newestFirst: false, context.CancellationToken), context.CancellationToken);
        var hotspots = page.Rows.Select(row => row.ToProto()).ToList();
        hotspots.ForEach(AuditNotes.Show);

        return HotspotFeature.Collection(hotspots, json => PageOf(context)
            .WriteMembers(json, hotspots.Count, [("bbox", request.Bbox), ("datetime", request.Datetime), ("limit", $"{request.Limit}")], page.NextPageToken));
    }

    public override async Task<HttpBody> GetHotspotFeature(V1.GetHotspotFeatureRequest request, ServerCallContext context)
    {
        var name = ResourceName.Parse<HotspotName>($"hotspots/{request.Feature}");

        var hotspot = (await journal.ReadAsync(db => db.Hotspots.GetAsync(name), context.CancellationToken)).ToProto();
        AuditNotes.Show(hotspot);

        return HotspotFeature.Single(hotspot, json => PageOf(context).WriteMembers(json, request.Feature));
    }

    private FeaturePage PageOf(ServerCallContext context) => new(context.GetGatewayAddress(), "hotspots", clock.GetUtcNow());

    private static bool Includes(FeatureQuestion question, Hotspot hotspot)
    {
        var (place, closed) = (hotspot.Details.Place, hotspot.State == HotspotState.Closed ? hotspot.UpdateTime : (DateTimeOffset?)null);
        var end = closed ?? hotspot.Details.ExpireTime;
        return question.Time.Meets(new(hotspot.CreateTime, end < hotspot.CreateTime ? hotspot.CreateTime : end)) && question.Box?.Holds(place.Latitude, place.Longitude) is not false;
    }
}
