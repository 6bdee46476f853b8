using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.V1;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Tasking.Storage;
using Geofences = TaskForce.Geolocation.V1.GeofenceService.GeofenceServiceClient;

namespace TaskForce.Tasking.Missions.Arrivals;

/// <summary>
/// Sees to it that each mission under way has its arrival fence and no other has one: at its start, and after each change of a mission. A geolocation
/// that is away delays that and loses nothing, because a fence is judged from the dispatch on.
/// </summary>
internal sealed partial class ArrivalFences(Journal<TaskingDb> journal, Watch<TaskingDb> watch, Geofences geofences, TimeProvider clock, ILogger<ArrivalFences> log)
    : Follower(clock, log)
{
    private const int PageSize = 1000;

    /// <summary>Makes the fences that are missing and ends those that no mission wants.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        // The fences first: one that is made in between belongs to a mission that is read after it.
        var fences = await ListAsync(cancellation);
        var (missions, own) = await journal.ReadAsync(async db => (
            await db.ToProtoAsync(await db.Missions.UnderWay().ToListAsync(cancellation)),
            await db.Missions.Select(mission => mission.Name).ToListAsync(cancellation)), cancellation);
        var wanted = missions.Where(ArrivalFence.IsWanted).Select(ArrivalFence.Of).ToDictionary(fence => fence.Name);
        var ours = own.Select(ArrivalFence.BeginningOf).ToHashSet();
        foreach (var stale in fences.Where(fence => !wanted.ContainsKey(fence) && ours.Contains(ArrivalFence.BeginningOfFence(fence))))
        {
            await DeleteAsync(stale, cancellation);
        }

        foreach (var missing in wanted.Values.ExceptBy(fences, fence => fence.Name))
        {
            await CreateAsync(missing, cancellation);
        }
    }

    protected override async Task FollowAsync(CancellationToken cancellation)
    {
        var end = await journal.ReadAsync(db => db.EndOfLogAsync(cancellation), cancellation);
        await SettleAsync(cancellation);
        await foreach (var (_, row) in watch.ReadAsync(MissionStore.Topic, end, cancellation))
        {
            if (row is not null && V1.MissionEvent.Parser.ParseFrom(row.Payload) is { Type: var type, Mission: var mission } && Matters(type))
            {
                await SettleAsync(mission.Name, cancellation);
            }
        }
    }

    private static bool Matters(V1.MissionEvent.Types.Type type) => type is V1.MissionEvent.Types.Type.Dispatched or V1.MissionEvent.Types.Type.MemberReplaced
        or V1.MissionEvent.Types.Type.TeamPreempted or V1.MissionEvent.Types.Type.Recalled or V1.MissionEvent.Types.Type.Completed;

    // As the mission is now, not as it was when the event was told: of several processes each may be the last to act.
    private async Task SettleAsync(string name, CancellationToken cancellation)
    {
        var mission = await journal.ReadAsync(async db => (await db.ToProtoAsync([await db.Missions.FirstAsync(row => row.Name == name)]))[0], cancellation);
        var wanted = ArrivalFence.IsWanted(mission) ? ArrivalFence.Of(mission) : null;
        var known = await ListAsync(cancellation, ArrivalFence.BeginningOf(name) + "*");
        if (wanted is not null && !known.Contains(wanted.Name))
        {
            await CreateAsync(wanted, cancellation);
        }

        foreach (var stale in known.Where(fence => fence != wanted?.Name && ArrivalFence.BeginningOfFence(fence) == ArrivalFence.BeginningOf(name)))
        {
            await DeleteAsync(stale, cancellation);
        }
    }

    private async Task<List<string>> ListAsync(CancellationToken cancellation, string pattern = ArrivalFence.All)
    {
        var request = new ListGeofencesRequest { Filter = new() { Geofence = pattern }, PageSize = PageSize };
        var names = new List<string>();
        do
        {
            var page = await geofences.ListGeofencesAsync(request, cancellationToken: cancellation);
            names.AddRange(page.Geofences.Select(fence => fence.Name));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return names;
    }

    private async Task CreateAsync(Geofence fence, CancellationToken cancellation)
    {
        try
        {
            await geofences.CreateGeofenceAsync(new() { Geofence = fence, GeofenceId = fence.Name["geofences/".Length..] }, cancellationToken: cancellation);
        }
        catch (RpcException known) when (known.StatusCode == StatusCode.AlreadyExists)
        {
            // Another process was faster.
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.InvalidArgument)
        {
            // The others must not wait for it; the recipients can still say that they have arrived.
            LogRefused(fence.Name, refused.Status.Detail);
        }
    }

    private async Task DeleteAsync(string fence, CancellationToken cancellation)
    {
        try
        {
            await geofences.DeleteGeofenceAsync(new() { Name = fence }, cancellationToken: cancellation);
        }
        catch (RpcException gone) when (gone.StatusCode == StatusCode.NotFound)
        {
            // Another process was faster.
        }
    }

    [LoggerMessage(LogLevel.Error, "{Fence} is refused, nobody's arrival is seen by position: {Reason}")]
    private partial void LogRefused(string fence, string reason);
}
