using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Missions;

/// <summary>
/// Sees when a recipient's position enters the area of a mission's hotspot. Each mission under way has a watch of its own, of its
/// recipients in that area; it begins with their last known positions, so that an arrival during a restart is seen after it.
/// </summary>
internal sealed class ArrivalWatcher(
    Journal<TaskingDb> journal, Watch<TaskingDb> watch, Func<V1.Mission, MissionArrivals> arrivalsOf, TimeProvider clock, ILogger<ArrivalWatcher> log)
    : Follower(clock, log)
{
    private static readonly MissionState[] UnderWay = [MissionState.Ordered, MissionState.EnRoute, MissionState.OnScene];

    private readonly Dictionary<string, MissionArrivals> _watched = [];

    protected override async Task FollowAsync(CancellationToken cancellation)
    {
        var (missions, end) = await journal.ReadAsync(async db => (
            await db.ToProtoAsync(await db.Missions.Where(mission => UnderWay.Contains(mission.State)).ToListAsync(cancellation)),
            await db.EndOfLogAsync(cancellation)), cancellation);
        missions.ForEach(mission => Begin(mission, cancellation));

        await foreach (var (_, row) in watch.ReadAsync(MissionStore.Topic, end, cancellation))
        {
            if (row is not null)
            {
                Apply(V1.MissionEvent.Parser.ParseFrom(row.Payload), cancellation);
            }
        }
    }

    private void Apply(V1.MissionEvent change, CancellationToken cancellation)
    {
        if (change.Type is V1.MissionEvent.Types.Type.MemberReplaced or V1.MissionEvent.Types.Type.TeamPreempted || change.Mission.EndTime is not null)
        {
            End(change.Mission);
        }

        if (change.Mission is { DispatchTime: not null, EndTime: null })
        {
            Begin(change.Mission, cancellation);
        }
    }

    private void End(V1.Mission mission)
    {
        if (_watched.Remove(mission.Name, out var arrivals))
        {
            arrivals.Dispose();
        }
    }

    private void Begin(V1.Mission mission, CancellationToken cancellation)
    {
        if (!_watched.ContainsKey(mission.Name))
        {
            var arrivals = _watched[mission.Name] = arrivalsOf(mission);
            _ = arrivals.StartAsync(cancellation);
        }
    }
}
