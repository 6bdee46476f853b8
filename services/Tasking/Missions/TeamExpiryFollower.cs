using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Storage;
using Formation = TaskForce.Roster.V1.FormationService.FormationServiceClient;

namespace TaskForce.Tasking.Missions;

/// <summary>Takes a mission back to planning when its team's lease ends before it was dispatched, so that nobody waits for keys in vain.</summary>
internal sealed partial class TeamExpiryFollower(
    Journal<TaskingDb> journal, Formation roster, TimeProvider clock, ILogger<TeamExpiryFollower> log) : Follower(log)
{
    private const string Cursor = "roster-teams";
    private const string Actor = "service:tasking";

    protected override async Task FollowAsync(CancellationToken cancellation)
    {
        var after = await journal.ReadAsync(db => db.ReadCursorAsync(Cursor), cancellation);
        using var teams = roster.WatchTeams(new() { After = after }, cancellationToken: cancellation);
        await foreach (var change in teams.ResponseStream.ReadAllAsync(cancellation))
        {
            if (change.Type == Roster.V1.TeamEvent.Types.Type.Expired)
            {
                await journal.ChangeAsync(db => LoseTeamAsync(db, change), cancellation);
            }
        }
    }

    private async Task<bool> LoseTeamAsync(TaskingDb db, Roster.V1.TeamEvent change)
    {
        await db.MoveCursorAsync(Cursor, change.Sequence);
        var mission = await db.Missions.FirstOrDefaultAsync(row => row.Team == change.Team.Name
            && (row.State == MissionState.AwaitingApproval || row.State == MissionState.Approved));
        if (mission is null)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        mission.Set(mission.Value.LoseTeam(now));
        await db.RecordAsync(mission, V1.MissionEvent.Types.Type.TeamExpired, Actor, now);
        LogExpired(change.Team.Name, mission.Name);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "The lease of {Team} ended; {Mission} needs another team")]
    private partial void LogExpired(string team, string mission);
}
