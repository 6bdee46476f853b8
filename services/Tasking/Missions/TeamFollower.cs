using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;
using Formation = TaskForce.Roster.V1.FormationService.FormationServiceClient;
using Heard = TaskForce.Roster.V1.TeamEvent.Types.Type;
using TeamEvent = TaskForce.Roster.V1.TeamEvent;

namespace TaskForce.Tasking.Missions;

/// <summary>
/// Follows what the roster does to teams. A team whose lease ended before dispatch takes its mission back to planning, so that nobody
/// waits for keys in vain; a member who was exchanged voids the keys, or, after dispatch, is recalled while the other is sent. What makes a
/// team invalid, and its smallest repair, are told to whoever watches the mission.
/// </summary>
internal sealed partial class TeamFollower(
    Journal<TaskingDb> journal, Formation roster, TeamPlanning planning, TimeProvider clock, ILogger<TeamFollower> log) : Follower(clock, log)
{
    private const string Cursor = "roster-teams";
    private const string Actor = "service:tasking";

    protected override async Task FollowAsync(CancellationToken cancellation)
    {
        try
        {
            await FollowFromCursorAsync(cancellation);
        }
        catch (RpcException gone) when (gone.StatusCode == StatusCode.OutOfRange)
        {
            await StartAfreshAsync(cancellation);
        }
    }

    private async Task FollowFromCursorAsync(CancellationToken cancellation)
    {
        var after = await journal.ReadAsync(db => db.ReadCursorAsync(Cursor), cancellation);
        using var teams = roster.WatchTeams(new() { After = after }, cancellationToken: cancellation);
        await foreach (var change in teams.ResponseStream.ReadAllAsync(cancellation))
        {
            if (change.Type is Heard.Expired or Heard.Released)
            {
                // A mission that gets another team lets the earlier one go: then the roster holds one all the same.
                var held = await planning.HoldsAsync(change.Team.Holder, cancellation);
                await journal.ChangeAsync(db => EndAsync(db, change, held), cancellation);
            }
            else if (change.Type is Heard.MemberReplaced or Heard.Impaired or Heard.Restored or Heard.RepairProposed)
            {
                await journal.ChangeAsync(db => ApplyAsync(db, change), cancellation);
            }
        }
    }

    // The mission's team has ended, and with it what the mission was approved for.
    private async Task<bool> EndAsync(TaskingDb db, TeamEvent change, bool held)
    {
        if (!await db.MoveCursorAsync(Cursor, change.Sequence))
        {
            // Another process of this service was faster.
            return false;
        }

        var row = await db.Missions.FirstOrDefaultAsync(mission => mission.Name == change.Team.Holder && mission.IsLive);
        if (!held && row is { State: MissionState.AwaitingApproval or MissionState.Approved })
        {
            await (row.Value.ApprovalDue <= Clock.GetUtcNow() ? db.FallSilentAsync(row, Clock.GetUtcNow()) : LoseTeamAsync(db, row));
        }

        return true;
    }

    private async Task<bool> ApplyAsync(TaskingDb db, TeamEvent change)
    {
        if (!await db.MoveCursorAsync(Cursor, change.Sequence))
        {
            return false;
        }

        var row = await db.Missions.FirstOrDefaultAsync(mission => mission.Team == change.Team.Name && mission.IsLive);
        var before = row?.State is MissionState.AwaitingApproval or MissionState.Approved;
        if (before || row?.Value.DispatchTime is not null)
        {
            await (change.Type == Heard.MemberReplaced
                ? ReplaceAsync(db, row!, AssignedTeam.Of(change.Team))
                : JudgeAsync(db, row!, AssignedTeam.Of(change.Team), Told(change.Type)));
        }

        return true;
    }

    // After a long stop the lease and the time to answer may both be over: silence came first, and has the last word.
    private async Task LoseTeamAsync(TaskingDb db, MissionRow row)
    {
        var now = Clock.GetUtcNow();
        LogExpired(row.Value.Team!.Name, row.Name);
        row.Set(row.Value.LoseTeam(now));
        await db.RecordAsync(row, EventType.TeamExpired, Actor, now);
    }

    private async Task JudgeAsync(TaskingDb db, MissionRow row, AssignedTeam team, EventType told)
    {
        var now = Clock.GetUtcNow();
        row.Set(row.Value.JudgeTeam(team, now));
        await db.RecordAsync(row, told, Actor, now);
    }

    private static EventType Told(Heard heard) => heard switch
    {
        Heard.Impaired => EventType.TeamImpaired,
        Heard.Restored => EventType.TeamRestored,
        _ => EventType.RepairProposed,
    };

    private async Task ReplaceAsync(TaskingDb db, MissionRow row, AssignedTeam team)
    {
        var now = Clock.GetUtcNow();
        var before = row.Value.Team!.Members;
        row.Set(row.Value.ChangeTeam(team, now));
        if (row.Value.DispatchTime is not null)
        {
            await db.GiveOrdersAsync(row.Value, before.ExceptBy(team.Members.Select(m => m.Member), m => m.Member),
                OrderKind.Recall, "Another member takes over.", planning.PlanOf(row.Value).Ladder, now);
            await db.GiveOrdersAsync(row.Value, team.Members.ExceptBy(before.Select(m => m.Member), m => m.Member),
                OrderKind.Deploy, row.Value.Brief.Instructions, planning.PlanOf(row.Value).Ladder, now);
        }

        await db.RecordAsync(row, EventType.MemberReplaced, Actor, now);
    }

    [LoggerMessage(LogLevel.Warning, "The lease of {Team} ended; {Mission} needs another team")]
    private partial void LogExpired(string team, string mission);
}
