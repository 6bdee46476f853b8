using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;
using static TaskForce.Tasking.V1.Mission.Types;

namespace TaskForce.Tasking.Release;

/// <summary>Who and what works together: the teams of missions that have one and have not ended.</summary>
internal static class TaskingJointWork
{
    private static readonly State[] WithTeam = [State.AwaitingApproval, State.Approved, State.Ordered, State.EnRoute, State.OnScene];

    /// <summary>Notes what there is.</summary>
    public static async Task LoadAsync(IServiceProvider services, TaskingDb db, CancellationToken cancellation)
    {
        var work = services.GetRequiredService<JointWork>();
        foreach (var row in await db.Missions.AsNoTracking().Where(row => row.IsLive && row.Team != null).ToListAsync(cancellation))
        {
            Note(work, row.ToProto([]));
        }
    }

    /// <summary>Notes what an event tells.</summary>
    public static void Take(IServiceProvider services, EventRow row) =>
        Note(services.GetRequiredService<JointWork>(), V1.MissionEvent.Parser.ParseFrom(row.Payload).Mission);

    private static void Note(JointWork work, V1.Mission mission) => work.Set(
        mission.Name, WithTeam.Contains(mission.State) ? mission.Members.Select(member => member.Member).Concat(mission.Assets.Select(asset => asset.Asset)) : [],
        mission.Members.Select(member => member.Nation).Concat(mission.Assets.Select(asset => asset.Nation)));
}
