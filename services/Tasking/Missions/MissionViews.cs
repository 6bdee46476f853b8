using Grpc.Core;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Missions;

/// <summary>Missions as a caller is shown them.</summary>
internal sealed class MissionViews(Journal<TaskingDb> journal, Watch<TaskingDb> watch, PartnerSight sight)
{
    public async Task<V1.Mission> GetAsync(MissionName name, Caller caller, CancellationToken cancellation)
    {
        var nation = sight.NationFor(caller);
        var mission = await journal.ReadAsync(async db => (await db.ToProtoAsync([await db.Missions.GetAsync(name)]))[0], cancellation);
        return PartnerSight.IsOf(nation, mission) ? mission : throw new DomainException(Fault.NotFound, "MISSION_NOT_FOUND", $"{name} does not exist.");
    }

    /// <summary>A page. Those that a partner is not shown leave no gap in it, by which they could be counted.</summary>
    public Task<V1.ListMissionsResponse> ListAsync(V1.ListMissionsRequest request, Caller caller, CancellationToken cancellation)
    {
        var nation = sight.NationFor(caller);
        return journal.ReadAsync(async db =>
        {
            var rows = db.Missions.Matching(request.Filter);
            var page = nation is null
                ? await rows.ToPageAsync<MissionRow, Mission>(request.PageSize, request.PageToken, request.Filter, newestFirst: true, cancellation)
                : await rows.ToPageWhereAsync<MissionRow, Mission>(
                    Paging.SizeOf(request.PageSize, Paging.Usual, Paging.Most), request.PageToken, request.Filter, row => PartnerSight.IsOf(nation, row.ToProto([])), newestFirst: true, cancellation);
            return new V1.ListMissionsResponse
            {
                Missions = { await db.ToProtoAsync(page.Rows) },
                NextPageToken = page.NextPageToken,
                Sequence = await db.EndOfLogAsync(cancellation),
            };
        }, cancellation);
    }

    public Task WatchAsync(V1.WatchMissionsRequest request, Caller caller, IServerStreamWriter<V1.MissionEvent> stream, CancellationToken cancellation)
    {
        var nation = sight.NationFor(caller);
        return watch.SendAsync(MissionStore.Topic, request.After, e => request.Filter.Includes(e.Mission) && PartnerSight.IsOf(nation, e.Mission), stream, cancellation);
    }
}
