using Grpc.Core;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Tasking.Missions;

/// <summary>
/// Frees the team of each mission that has ended or was rejected, by following this service's own log: a roster that is down, or a
/// crash, delays it and loses nothing.
/// </summary>
internal sealed partial class TeamReleaser(
    Journal<TaskingDb> journal, Watch<TaskingDb> watch, TeamPlanning planning, TimeProvider clock, ILogger<TeamReleaser> log)
    : Follower(clock, log)
{
    /// <summary>How far the log of missions was followed.</summary>
    public const string Cursor = "team-releases";

    protected override async Task FollowAsync(CancellationToken cancellation)
    {
        var after = await journal.ReadAsync(db => db.ReadCursorAsync(Cursor), cancellation);
        await foreach (var (sequence, row) in watch.ReadAsync(MissionStore.Topic, after, cancellation))
        {
            if (row is null)
            {
                // Nothing is to be done about what came before; what was passed need not be kept.
                after = await PassAsync(after, sequence, cancellation);
                continue;
            }

            var change = V1.MissionEvent.Parser.ParseFrom(row.Payload);
            if (change.Type is EventType.Recalled or EventType.Cancelled or EventType.Completed or EventType.Rejected
                or EventType.RejectedBySilence && change.Mission.Team.Length > 0)
            {
                await ReleaseAsync(change.Mission, cancellation);
                await journal.ChangeAsync(db => db.MoveCursorAsync(Cursor, sequence), cancellation);
            }
        }
    }

    private async Task<long> PassAsync(long moved, long sequence, CancellationToken cancellation)
    {
        if (sequence > moved)
        {
            await journal.ChangeAsync(db => db.MoveCursorAsync(Cursor, sequence), cancellation);
        }

        return sequence;
    }

    private async Task ReleaseAsync(V1.Mission mission, CancellationToken cancellation)
    {
        try
        {
            await planning.ReleaseAsync(mission.Team, cancellation);
            LogReleased(mission.Team, mission.Name);
        }
        catch (RpcException gone) when (gone.StatusCode == StatusCode.NotFound)
        {
            LogGone(mission.Team, mission.Name);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Team} of {Mission} released")]
    private partial void LogReleased(string team, string mission);

    [LoggerMessage(LogLevel.Warning, "{Team} of {Mission} is not known to the roster")]
    private partial void LogGone(string team, string mission);
}
