using Microsoft.EntityFrameworkCore;
using TaskForce.Tasking.Storage;
using static TaskForce.Roster.V1.Team.Types;

namespace TaskForce.Tasking.Missions;

/// <summary>
/// What is done when the roster's log no longer holds what follows the cursor, because it was away too long, or never held it, because it
/// was restored from a backup: the live missions are compared with the roster's teams as they are now.
/// </summary>
internal sealed partial class TeamFollower
{
    private static readonly State[] Held = [State.Reserved, State.Confirmed, State.Impaired];

    private async Task StartAfreshAsync(CancellationToken cancellation)
    {
        var (sequence, teams) = await ListTeamsAsync(cancellation);
        var held = teams.ToDictionary(team => team.Name);
        var missions = await journal.ReadAsync(
            db => db.Missions.Where(mission => mission.IsLive && mission.Team != null).Select(mission => mission.Name).ToListAsync(cancellation), cancellation);
        foreach (var mission in missions)
        {
            await journal.ChangeAsync(db => CompareAsync(db, mission, held), cancellation);
        }

        await journal.ChangeAsync(db => db.ResetCursorAsync(Cursor, sequence), cancellation);
        LogAfresh(missions.Count);
    }

    private async Task<bool> CompareAsync(TaskingDb db, string mission, Dictionary<string, Roster.V1.Team> held)
    {
        var row = await db.Missions.FirstAsync(row => row.Name == mission);
        var before = row.State is MissionState.AwaitingApproval or MissionState.Approved;
        if (row.Value.Team is not { } known || (!before && row.Value.DispatchTime is null))
        {
            return false;
        }

        if (!held.TryGetValue(known.Name, out var team))
        {
            // A team on its way stays what it is: its people are where they are, whatever the roster knows.
            await (before ? LoseTeamAsync(db, row) : Task.CompletedTask);
        }
        else if (!known.HasSamePeopleAs(AssignedTeam.Of(team)))
        {
            await ReplaceAsync(db, row, AssignedTeam.Of(team));
        }

        return true;
    }

    // The sequence of the first page: what changes while the others are read comes again.
    private async Task<(long Sequence, List<Roster.V1.Team> Teams)> ListTeamsAsync(CancellationToken cancellation)
    {
        var request = new Roster.V1.ListTeamsRequest { PageSize = 1000, Filter = new() { States = { Held } } };
        var page = await roster.ListTeamsAsync(request, cancellationToken: cancellation);
        var (sequence, teams) = (page.Sequence, page.Teams.ToList());
        while (page.NextPageToken.Length > 0)
        {
            request.PageToken = page.NextPageToken;
            page = await roster.ListTeamsAsync(request, cancellationToken: cancellation);
            teams.AddRange(page.Teams);
        }

        return (sequence, teams);
    }

    [LoggerMessage(LogLevel.Warning, "The roster's log does not go on from what was seen of it; {Count} missions were compared with its teams")]
    private partial void LogAfresh(int count);
}
