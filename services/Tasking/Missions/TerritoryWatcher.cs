using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Missions;

/// <summary>
/// Sees when a recipient crosses a territory's line. Each mission under way has a watch of its own, of its recipients' positions; it begins
/// with their last known ones, so that what happened during a restart is seen after it.
/// </summary>
internal sealed class TerritoryWatcher(
    Journal<TaskingDb> journal, Watch<TaskingDb> watch, Func<V1.Mission, MissionTerritories> followerOf, TimeProvider clock, ILogger<TerritoryWatcher> log)
    : Follower(clock, log)
{
    private readonly Dictionary<string, MissionTerritories> _watched = [];

    protected override async Task FollowAsync(CancellationToken cancellation)
    {
        var (missions, end) = await journal.ReadAsync(async db => (
            await db.ToProtoAsync(await db.Missions.UnderWay().ToListAsync(cancellation)),
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
        if (_watched.Remove(mission.Name, out var follower))
        {
            follower.Dispose();
        }
    }

    private void Begin(V1.Mission mission, CancellationToken cancellation)
    {
        // Whoever works from where they are crosses no line for it.
        if (!_watched.ContainsKey(mission.Name) && mission.Orders.Any(order => !order.Remote))
        {
            var follower = _watched[mission.Name] = followerOf(mission);
            _ = follower.StartAsync(cancellation);
        }
    }
}
