using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;
using Formation = TaskForce.Roster.V1.FormationService.FormationServiceClient;
using TeamEvent = TaskForce.Roster.V1.TeamEvent;

namespace TaskForce.Tasking.Missions;

/// <summary>
/// Follows what the roster does to teams. A team whose lease ended before dispatch takes its mission back to planning, so that nobody
/// waits for keys in vain; a member who was exchanged voids the keys, or, after dispatch, is recalled while the other is sent.
/// </summary>
internal sealed partial class TeamFollower(
    Journal<TaskingDb> journal, Formation roster, TimeProvider clock, ILogger<TeamFollower> log) : Follower(log)
{
    private const string Cursor = "roster-teams";
    private const string Actor = "service:tasking";

    protected override async Task FollowAsync(CancellationToken cancellation)
    {
        var after = await journal.ReadAsync(db => db.ReadCursorAsync(Cursor), cancellation);
        using var teams = roster.WatchTeams(new() { After = after }, cancellationToken: cancellation);
        await foreach (var change in teams.ResponseStream.ReadAllAsync(cancellation))
        {
            if (change.Type is TeamEvent.Types.Type.Expired or TeamEvent.Types.Type.MemberReplaced)
            {
                await journal.ChangeAsync(db => ApplyAsync(db, change), cancellation);
            }
        }
    }

    private async Task<bool> ApplyAsync(TaskingDb db, TeamEvent change)
    {
        if (!await db.MoveCursorAsync(Cursor, change.Sequence))
        {
            // Another process of this service was faster.
            return false;
        }

        var row = await db.Missions.FirstOrDefaultAsync(mission => mission.Team == change.Team.Name && mission.IsLive);
        var before = row?.State is MissionState.AwaitingApproval or MissionState.Approved;
        if (change.Type == TeamEvent.Types.Type.Expired && before)
        {
            await LoseTeamAsync(db, row!);
        }
        else if (change.Type == TeamEvent.Types.Type.MemberReplaced && (before || row?.Value.DispatchTime is not null))
        {
            await ReplaceAsync(db, row!, AssignedTeam.Of(change.Team));
        }

        return true;
    }

    private async Task LoseTeamAsync(TaskingDb db, MissionRow row)
    {
        var now = clock.GetUtcNow();
        LogExpired(row.Value.Team!.Name, row.Name);
        row.Set(row.Value.LoseTeam(now));
        await db.RecordAsync(row, EventType.TeamExpired, Actor, now);
    }

    private async Task ReplaceAsync(TaskingDb db, MissionRow row, AssignedTeam team)
    {
        var now = clock.GetUtcNow();
        var before = row.Value.Team!.Members;
        row.Set(row.Value.ChangeTeam(team, now));
        if (row.Value.DispatchTime is not null)
        {
            await db.GiveOrdersAsync(row.Value, before.ExceptBy(team.Members.Select(m => m.Member), m => m.Member),
                OrderKind.Recall, "Another member takes over.", now);
            await db.GiveOrdersAsync(row.Value, team.Members.ExceptBy(before.Select(m => m.Member), m => m.Member),
                OrderKind.Deploy, row.Value.Brief.Instructions, now);
        }

        await db.RecordAsync(row, EventType.MemberReplaced, Actor, now);
    }

    [LoggerMessage(LogLevel.Warning, "The lease of {Team} ended; {Mission} needs another team")]
    private partial void LogExpired(string team, string mission);
}
