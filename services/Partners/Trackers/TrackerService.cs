using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.Partners.Storage;
using TaskForce.Partners.Webhooks;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Partners.Trackers;

internal sealed class TrackerService(Journal<PartnersDb> journal, TrackerReports reports, TimeProvider clock) : V1.TrackerService.TrackerServiceBase
{
    private const int MostTrackers = 1000;

    public override Task<V1.Tracker> CreateTracker(V1.CreateTrackerRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var (owner, name) = (ActingFor.Of(caller), ResourceName.FromChosenId<TrackerName>(request.TrackerId, "tracker_id"));
        var (terms, secret) = ((request.Tracker ?? new()).ToTerms(), Tracker.NewSecret());

        return journal.ChangeAsync(request, caller, async db =>
        {
            await MustHaveRoomAsync(db, owner);
            if (await db.Trackers.NamedAsync(name.ToString()) is not null)
            {
                throw new DomainException(Fault.Exists, "TRACKER_EXISTS", $"{name} exists.");
            }

            var row = new TrackerRow();
            row.Set(new(name, owner, terms, Tracker.HashOf(secret), now, now));
            db.Trackers.Add(row);
            var shown = row.ToProto();
            shown.Secret = secret;
            return shown;
        }, context.CancellationToken);
    }

    public override Task<V1.Tracker> GetTracker(V1.GetTrackerRequest request, ServerCallContext context)
    {
        var caller = context.GetCaller();

        return journal.ReadAsync(async db => (await db.Trackers.GetAsync(request.Name, caller)).ToProto(), context.CancellationToken);
    }

    public override Task<V1.ListTrackersResponse> ListTrackers(V1.ListTrackersRequest request, ServerCallContext context)
    {
        var owner = WebhookStore.OwnerOf(ActingFor.Of(context.GetCaller()));

        return journal.ReadAsync(async db =>
        {
            var page = await db.Trackers.Where(row => row.Owner == owner).ToPageAsync<TrackerRow, Tracker>(request.PageSize, request.PageToken, null, newestFirst: true, context.CancellationToken);
            return new V1.ListTrackersResponse { Trackers = { page.Rows.Select(row => row.ToProto()) }, NextPageToken = page.NextPageToken };
        }, context.CancellationToken);
    }

    public override Task<V1.Tracker> UpdateTracker(V1.UpdateTrackerRequest request, ServerCallContext context)
    {
        var (caller, changes) = (context.GetCaller(), request.Tracker ?? new());

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Trackers.GetAsync(changes.Name, caller);
            Etag.Check(changes.Etag, row.Version, row.Name);
            row.Set(row.Value.Change(UpdateMask.Apply(row.ToProto(), changes, request.UpdateMask, "tracker").ToTerms(), clock.GetUtcNow()));
            return row.ToProto();
        }, context.CancellationToken);
    }

    public override Task<Empty> DeleteTracker(V1.DeleteTrackerRequest request, ServerCallContext context)
    {
        var caller = context.GetCaller();

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Trackers.GetAsync(request.Name, caller);
            Etag.Check(request.Etag, row.Version, row.Name);
            db.Trackers.Remove(row);
            return new Empty();
        }, context.CancellationToken);
    }

    public override async Task<V1.ReceiveTrackerPositionResponse> ReceiveOsmAndPosition(V1.ReceiveOsmAndPositionRequest request, ServerCallContext context)
    {
        var tracker = await reports.FindAsync(request.Secret, context.CancellationToken);

        return await reports.SendAsync(tracker, OsmAnd.Read(request, tracker.Terms.SpeedUnit), context.CancellationToken);
    }

    public override async Task<V1.ReceiveTrackerPositionResponse> ReceiveTraccarPosition(V1.ReceiveTraccarPositionRequest request, ServerCallContext context)
    {
        var tracker = await reports.FindAsync(request.Secret, context.CancellationToken);

        return await reports.SendAsync(tracker, Traccar.Read(request.Document is { } document ? document.Data.Span : default), context.CancellationToken);
    }

    private static async Task MustHaveRoomAsync(PartnersDb db, ActingFor owner)
    {
        var key = WebhookStore.OwnerOf(owner);
        if (await db.Trackers.CountAsync(row => row.Owner == key) >= MostTrackers)
        {
            throw new DomainException(Fault.Exhausted, "TOO_MANY_TRACKERS", $"{owner.Partner} has {MostTrackers} trackers, as many as it may; delete one first.");
        }
    }
}

internal static class TrackersModule
{
    public static void AddTrackers(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<TrackerReports>();

    public static void MapTrackers(this IEndpointRouteBuilder routes) => routes.MapGrpcService<TrackerService>();
}
