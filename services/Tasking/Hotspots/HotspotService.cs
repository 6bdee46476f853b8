using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.ResponsePlans;
using TaskForce.Tasking.Storage;
using TaskForce.Type.V1;
using EventType = TaskForce.Tasking.V1.HotspotEvent.Types.Type;

namespace TaskForce.Tasking.Hotspots;

internal sealed class HotspotService(
    Journal<TaskingDb> journal, Watch<TaskingDb> watch, IOptions<ResponsePlanOptions> plans, TimeProvider clock)
    : V1.HotspotService.HotspotServiceBase
{
    public override Task<V1.Hotspot> CreateHotspot(V1.CreateHotspotRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.FromChosenId<HotspotName>(request.HotspotId, "hotspot_id");
        var details = (request.Hotspot ?? new()).ToDetails();

        return journal.ChangeAsync(request, caller, async db =>
        {
            if (await db.Hotspots.AnyAsync(row => row.Name == name.ToString()))
            {
                throw new DomainException(Fault.Exists, "HOTSPOT_EXISTS", $"{name} exists.");
            }

            var row = new HotspotRow();
            row.Set(Hotspot.Report(name, details, plans.Value.For(details).Name, IsPartner(caller) ? caller.Key : "", now));
            db.Hotspots.Add(row);
            return db.Record(row, EventType.Created, caller, now);
        }, context.CancellationToken);
    }

    public override async Task<V1.Hotspot> GetHotspot(V1.GetHotspotRequest request, ServerCallContext context)
    {
        var name = ResourceName.Parse<HotspotName>(request.Name);

        var row = await journal.ReadAsync(db => db.Hotspots.GetAsync(name), context.CancellationToken);

        return row.ToProto();
    }

    public override Task<V1.ListHotspotsResponse> ListHotspots(V1.ListHotspotsRequest request, ServerCallContext context) =>
        journal.ReadAsync(async db =>
        {
            var page = await db.Hotspots.Matching(request.Filter).ToPageAsync<HotspotRow, Hotspot>(
                request.PageSize, request.PageToken, request.Filter, newestFirst: true, context.CancellationToken);
            return new V1.ListHotspotsResponse
            {
                Hotspots = { page.Rows.Select(row => row.ToProto()) },
                NextPageToken = page.NextPageToken,
                Sequence = await db.EndOfLogAsync(context.CancellationToken),
            };
        }, context.CancellationToken);

    public override Task<V1.Hotspot> UpdateHotspot(V1.UpdateHotspotRequest request, ServerCallContext context)
    {
        var changes = request.Hotspot ?? new();
        return ChangeAsync(changes.Name, changes.Etag, request, EventType.Updated, context, (row, now) =>
        {
            var details = UpdateMask.Apply(row.ToProto(), changes, request.UpdateMask, "hotspot").ToDetails();
            return row.Value.Change(details, plans.Value.For(details).Name, now);
        });
    }

    public override Task<V1.Hotspot> CloseHotspot(V1.CloseHotspotRequest request, ServerCallContext context) =>
        ChangeAsync(request.Name, request.Etag, request, EventType.Closed, context, (row, now) => row.Value.Close(now));

    public override Task<Empty> DeleteHotspot(V1.DeleteHotspotRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.Parse<HotspotName>(request.Name);

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Hotspots.GetAsync(name);
            await MustBeActedOnAsync(db, row, caller);
            Etag.Check(request.Etag, row.Version, row.Name);
            await MustHaveNoMissionAsync(db, row, live: false);
            db.Hotspots.Remove(row);
            db.Record(row, EventType.Deleted, caller, now);
            return new Empty();
        }, context.CancellationToken);
    }

    public override Task WatchHotspots(
        V1.WatchHotspotsRequest request, IServerStreamWriter<V1.HotspotEvent> responseStream, ServerCallContext context) =>
        watch.SendAsync(HotspotStore.Topic, request.After, e => request.Filter.Includes(e.Hotspot), responseStream, context.CancellationToken);

    private Task<V1.Hotspot> ChangeAsync(
        string hotspot, string etag, Google.Protobuf.IMessage request, EventType type, ServerCallContext context, Func<HotspotRow, DateTimeOffset, Hotspot> change)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.Parse<HotspotName>(hotspot);

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Hotspots.GetAsync(name);
            await MustBeActedOnAsync(db, row, caller);
            Etag.Check(etag, row.Version, row.Name);
            var next = change(row, now);
            if (next.State == HotspotState.Closed)
            {
                await MustHaveNoMissionAsync(db, row, live: true);
            }

            row.Set(next);
            await db.FollowHotspotAsync(next, caller.Subject, now);
            return db.Record(row, type, caller, now);
        }, context.CancellationToken);
    }

    private static bool IsPartner(Caller caller) => caller.Is(Role.Partner) && !caller.Is(Role.Dispatcher) && !caller.Is(Role.Commander);

    // Whose ground it is, who is asked for people there, and who is at work there: another nation's word would void their keys.
    private async Task MustBeActedOnAsync(TaskingDb db, HotspotRow row, Caller caller)
    {
        var missions = await db.Missions.Where(mission => mission.Hotspot == row.Name && mission.IsLive).ToListAsync();
        if (IsPartner(caller) && row.Value.Reporter != caller.Key)
        {
            throw new DomainException(Fault.Denied, "NOT_YOUR_HOTSPOT", $"{row.Name} was not reported by {caller.Subject}.");
        }

        if (IsPartner(caller) && missions.Count == 0)
        {
            return;
        }

        string[] acting =
        [
            .. plans.Value.Of(row.Value.Plan).Quotas.Select(quota => quota.Nation).Append(row.Value.Details.HostNation)
                .Concat(missions.SelectMany(mission => mission.Value.TakingPart)).Where(nation => nation.Length > 0).Distinct().Order(StringComparer.Ordinal),
        ];
        if (!acting.Contains(caller.Nation))
        {
            throw new DomainException(Fault.Denied, "NATION_TAKES_NO_PART",
                $"{(caller.Nation.Length > 0 ? caller.Nation : "Your nation")} takes no part in {row.Name}; ask the centre of {string.Join(" or ", acting)}.");
        }
    }

    private static async Task MustHaveNoMissionAsync(TaskingDb db, HotspotRow row, bool live)
    {
        var mission = await db.Missions.Where(m => m.Hotspot == row.Name && (!live || m.IsLive)).Select(m => m.Name).FirstOrDefaultAsync();
        if (mission is not null)
        {
            throw new DomainException(Fault.Rejected, "HOTSPOT_IN_USE", $"{row.Name} is the place of {mission}{(live ? ", which has not ended" : "; close it instead")}.");
        }
    }
}
