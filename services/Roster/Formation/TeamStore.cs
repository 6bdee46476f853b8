using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.DutyTime;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Formation;

/// <summary>A team as stored.</summary>
internal sealed class TeamRow : Row<Team>
{
    public TeamState State { get; private set; }

    public string Holder { get; private set; } = "";

    /// <summary>When a reservation ends by itself, in UTC ticks; null if it does not.</summary>
    public long? LeaseExpireTime { get; private set; }

    protected override string NameOf(Team value) => value.Name.ToString();

    protected override void Index(Team value) => (State, Holder, LeaseExpireTime) =
        (value.State, value.Holder, value.State == TeamState.Reserved ? value.LeaseExpireTime?.UtcTicks : null);
}

internal static class TeamStore
{
    public const string Topic = "teams";

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>.</exception>
    public static async Task<TeamRow> GetAsync(this DbSet<TeamRow> teams, TeamName name) =>
        await teams.NamedAsync(name.ToString())
            ?? throw new DomainException(Fault.NotFound, "TEAM_NOT_FOUND", $"{name} does not exist.");

    public static IQueryable<TeamRow> Matching(this IQueryable<TeamRow> rows, V1.TeamFilter? filter)
    {
        if (filter is { States.Count: > 0 })
        {
            var states = filter.States.Select(state => (TeamState)state).ToList();
            rows = rows.Where(row => states.Contains(row.State));
        }

        return filter is { Holder.Length: > 0 } ? rows.Where(row => row.Holder == filter.Holder) : rows;
    }

    /// <summary>The same filter for an event of the watch.</summary>
    public static bool Includes(this V1.TeamFilter? filter, V1.Team team) => filter is null
        || ((filter.States.Count == 0 || filter.States.Contains(team.State)) && (filter.Holder.Length == 0 || filter.Holder == team.Holder));

    /// <summary>Changes a team and notes it; its people and equipment are let go when it ends. Nothing, if the team stays as it was.</summary>
    public static async Task<V1.Team> ChangeAsync(
        this RosterDb db, TeamRow row, Team next, V1.TeamEvent.Types.Type type, string actor, DateTimeOffset now)
    {
        if (ReferenceEquals(next, row.Value))
        {
            return row.ToProto();
        }

        await db.FollowTeamAsync(row.Value, next, now);
        row.Set(next);
        if (!next.IsLive)
        {
            await db.DisengageAsync(next.Resources);
            await db.RecordMembersAsync(next.Members.Select(member => member.Member), actor, now);
        }

        return db.Record(row, type, actor, now);
    }

    /// <summary>Ends each reservation whose lease is over; returns how many.</summary>
    public static async Task<int> ExpireDueAsync(this RosterDb db, DateTimeOffset now)
    {
        var ticks = now.UtcTicks;
        var due = await db.Teams.Where(row => row.LeaseExpireTime <= ticks).OrderBy(row => row.LeaseExpireTime).ToListAsync();
        foreach (var row in due)
        {
            await db.ChangeAsync(row, row.Value.Expire(now), V1.TeamEvent.Types.Type.Expired, "service:roster", now);
        }

        return due.Count;
    }

    /// <summary>Notes what happened to a team and returns it as the caller sees it.</summary>
    public static V1.Team Record(this RosterDb db, TeamRow row, V1.TeamEvent.Types.Type type, string actor, DateTimeOffset now)
    {
        var team = row.ToProto();
        db.Append(Topic, team.Name, new V1.TeamEvent { Type = type, Time = now.ToTimestamp(), Team = team, Actor = actor });
        return team;
    }

    /// <summary>Notes that a team took members or let them go.</summary>
    public static async Task RecordMembersAsync(this RosterDb db, IEnumerable<string> members, string actor, DateTimeOffset now)
    {
        var names = members.ToList();
        var rows = await db.Members.Where(row => names.Contains(row.Name)).ToListAsync();
        foreach (var member in await db.ToProtoAsync(rows))
        {
            db.Append(MemberStore.Topic, member.Name,
                new V1.MemberEvent { Type = V1.MemberEvent.Types.Type.TeamChanged, Time = now.ToTimestamp(), Member = member, Actor = actor });
        }
    }
}
