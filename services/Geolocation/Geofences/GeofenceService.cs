using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Disclosures;
using TaskForce.Geolocation.Geofences.Following;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;

namespace TaskForce.Geolocation.Geofences;

internal sealed class GeofenceService(
    Journal<GeolocationDb> journal, Watch<GeolocationDb> watch, FenceWake wake, DisclosureBook disclosures, TimeProvider clock)
    : V1.GeofenceService.GeofenceServiceBase
{
    public override Task<V1.Geofence> CreateGeofence(V1.CreateGeofenceRequest request, ServerCallContext context)
    {
        var now = clock.GetUtcNow();
        var name = ResourceName.FromChosenId<GeofenceName>(request.GeofenceId, "geofence_id");
        var says = Read(request.Geofence ?? new(), now);

        return journal.ChangeAsync(request, context.GetCaller(), async db =>
        {
            if (await db.Geofences.AnyAsync(row => row.Name == name.ToString()))
            {
                throw new DomainException(Fault.Exists, "GEOFENCE_EXISTS", $"{name} exists.");
            }

            db.AfterCommit(wake.Wake);
            return db.Add(new(name, says, now, now) { Nation = context.GetCaller().Nation }, await db.NextStampAsync()).ToProto();
        }, context.CancellationToken);
    }

    public override async Task<V1.Geofence> GetGeofence(V1.GetGeofenceRequest request, ServerCallContext context)
    {
        var name = ResourceName.Parse<GeofenceName>(request.Name);

        var row = await journal.ReadAsync(db => db.Geofences.GetAsync(name), context.CancellationToken);

        return row.ToProto();
    }

    public override Task<V1.ListGeofencesResponse> ListGeofences(V1.ListGeofencesRequest request, ServerCallContext context) =>
        journal.ReadAsync(async db =>
        {
            var page = await db.Geofences.Matching(request.Filter?.Geofence ?? "", request.Filter?.Subject ?? "").ToPageAsync<GeofenceRow, Geofence>(
                request.PageSize, request.PageToken, request.Filter, newestFirst: false, context.CancellationToken);
            return new V1.ListGeofencesResponse
            {
                Geofences = { page.Rows.Select(row => row.ToProto()) },
                NextPageToken = page.NextPageToken,
                Sequence = await db.EndOfLogAsync(context.CancellationToken),
            };
        }, context.CancellationToken);

    public override Task<V1.Geofence> UpdateGeofence(V1.UpdateGeofenceRequest request, ServerCallContext context)
    {
        var (changes, now) = (request.Geofence ?? new(), clock.GetUtcNow());
        var name = ResourceName.Parse<GeofenceName>(changes.Name, "geofence.name");

        return journal.ChangeAsync(request, context.GetCaller(), async db =>
        {
            var row = await db.Geofences.GetAsync(name);
            row.Value.MustBeChangeableBy(context.GetCaller());
            Etag.Check(changes.Etag, row.Version, row.Name);
            var says = Read(UpdateMask.Apply(row.ToProto(), changes, request.UpdateMask, "geofence"), row.Value.CreateTime);
            db.AfterCommit(wake.Wake);
            await db.ChangeAsync(row, row.Value.Change(says, now), await db.NextStampAsync(), now);
            return row.ToProto();
        }, context.CancellationToken);
    }

    public override Task<Empty> DeleteGeofence(V1.DeleteGeofenceRequest request, ServerCallContext context)
    {
        var now = clock.GetUtcNow();
        var name = ResourceName.Parse<GeofenceName>(request.Name);

        return journal.ChangeAsync(request, context.GetCaller(), async db =>
        {
            var row = await db.Geofences.GetAsync(name);
            row.Value.MustBeChangeableBy(context.GetCaller());
            Etag.Check(request.Etag, row.Version, row.Name);
            db.AfterCommit(wake.Wake);
            await db.RemoveAsync(row, now);
            return new Empty();
        }, context.CancellationToken);
    }

    public override async Task<V1.ListGeofenceEventsResponse> ListGeofenceEvents(V1.ListGeofenceEventsRequest request, ServerCallContext context)
    {
        var (question, sight) = (EventQuestion.Read(request), SightOf(context));

        var page = await journal.ReadAsync(db => question.AskAsync(db, sight, context.CancellationToken), context.CancellationToken);

        return new() { Events = { page.Rows }, NextPageToken = page.NextPageToken };
    }

    public override Task WatchGeofenceEvents(
        V1.WatchGeofenceEventsRequest request, IServerStreamWriter<V1.GeofenceEvent> responseStream, ServerCallContext context)
    {
        var (filter, sight) = (request.Filter ?? new(), SightOf(context));
        return watch.SendAsync<V1.GeofenceEvent>(FenceEventStore.Topic, request.After,
            change => GeofenceStore.Includes(filter.Geofence, change.Geofence) && (filter.Subject.Length == 0 || filter.Subject == change.Subject)
                && sight.TryShow(change),
            responseStream, context.CancellationToken);
    }

    private FenceSight SightOf(ServerCallContext context) => new(disclosures, disclosures.SightOf(context.GetCaller()));

    private static V1.Geofence Read(V1.Geofence fence, DateTimeOffset now)
    {
        var violations = new Violations();
        var says = violations.ReadGeofence(fence, now, "geofence.");
        violations.ThrowIfAny();
        return says;
    }
}
