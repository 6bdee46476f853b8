using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;
using EventType = TaskForce.Roster.V1.TeamEvent.Types.Type;

namespace TaskForce.Roster.Formation;

/// <summary>Holds teams: each method is one change of the store.</summary>
internal sealed class Reservations(IOptions<FormationOptions> options)
{
    private static readonly TeamState[] Live = [TeamState.Reserved, TeamState.Confirmed];

    /// <summary>Holds a team under a lease; an earlier team of the same holder is let go in the same change.</summary>
    public async Task<V1.Team> ReserveAsync(
        RosterDb db, Reservation reservation, Type.V1.TeamRequirement wire, IReadOnlyDictionary<string, Journey?> journeys, Caller caller, DateTimeOffset now)
    {
        var lineup = await Lineups.OfAsync(db, reservation.Members, reservation.Assets, reservation.Requirement, journeys);
        MustBeValid(lineup, reservation.Requirement);
        await db.ExpireDueAsync(now);
        foreach (var earlier in await db.Teams.Where(row => row.Holder == reservation.Holder && Live.Contains(row.State)).ToListAsync())
        {
            await db.ChangeAsync(earlier, earlier.Value.Release(now), EventType.Released, caller.Subject, now);
        }

        var row = new TeamRow();
        row.Set(Team.Reserve(ResourceName.New<TeamName>(), reservation.Holder, wire, reservation.Lease, now) with
        {
            Members = [.. lineup.Parts.Select(part => part.ToProto(lineup, reservation.Requirement, null, options.Value.LeaderSkill))],
            Assets = [.. lineup.Assets.Select(asset => asset.ToProto(reservation.Requirement))],
        });
        await db.EngageAsync(row.Value.Resources, row.Value.Name);
        db.Teams.Add(row);
        await db.RecordMembersAsync(row.Value.Members.Select(member => member.Member), caller.Subject, now);
        return db.Record(row, EventType.Reserved, caller.Subject, now);
    }

    /// <summary>Keeps a team until it is released, if it is still valid.</summary>
    public async Task<V1.Team> ConfirmAsync(RosterDb db, TeamRow row, Caller caller, DateTimeOffset now)
    {
        var next = row.Value.Confirm(now);
        if (!ReferenceEquals(next, row.Value))
        {
            var requirement = Requirement.Of(next.Requirement);
            MustBeValid(await LineupOfAsync(db, next, requirement), requirement);
        }

        return await db.ChangeAsync(row, next, EventType.Confirmed, caller.Subject, now);
    }

    /// <summary>Exchanges one member, if the new team is valid.</summary>
    public async Task<V1.Team> ReplaceAsync(
        RosterDb db, TeamRow row, MemberName outgoing, MemberName incoming, IReadOnlyDictionary<string, Journey?> journeys, Caller caller, DateTimeOffset now)
    {
        var team = row.Value;
        var role = RoleOf(team, outgoing);
        var requirement = Requirement.Of(team.Requirement);
        var before = await LineupOfAsync(db, team, requirement);
        var joining = (await Lineups.OfAsync(db, [(incoming, role)], [], requirement, journeys)).Parts[0];
        var after = before with { Parts = [.. before.Parts.Select(part => part.Candidate.Member.Name == outgoing ? joining : part)] };
        MustBeOf(caller, before.Parts.First(part => part.Candidate.Member.Name == outgoing).Candidate, joining.Candidate);
        MustBeValid(after, requirement);

        await db.DisengageAsync([outgoing.ToString()]);
        await db.EngageAsync([incoming.ToString()], team.Name);
        await db.RecordMembersAsync([outgoing.ToString(), incoming.ToString()], caller.Subject, now);
        var next = team.Replace(outgoing.ToString(), joining.ToProto(after, requirement, null, options.Value.LeaderSkill), now);
        return await db.ChangeAsync(row, next, EventType.MemberReplaced, caller.Subject, now);
    }

    // A team as it is now; how long each needs is what was found when they were reserved.
    private static Task<Lineup> LineupOfAsync(RosterDb db, Team team, Requirement requirement) => Lineups.OfAsync(
        db,
        [.. team.Members.Select(member => (ResourceName.Parse<MemberName>(member.Member), (TeamRole)member.Role))],
        [.. team.Assets.Select(asset => ResourceName.Parse<AssetName>(asset.Asset))],
        requirement,
        team.Members.Select(member => (Name: member.Member, Journey: new Journey(member.TravelTime.ToTimeSpan(), member.TravelMode)))
            .Concat(team.Assets.Select(asset => (Name: asset.Asset, Journey: new Journey(asset.TravelTime.ToTimeSpan(), Type.V1.TravelMode.Unspecified))))
            .ToDictionary(known => known.Name, known => (Journey?)known.Journey));

    private static TeamRole RoleOf(Team team, MemberName outgoing) =>
        team.Members.FirstOrDefault(member => member.Member == outgoing.ToString()) is { } leaving
            ? (TeamRole)leaving.Role
            : throw new DomainException(Fault.Rejected, "NOT_IN_TEAM", $"{outgoing} is not in {team.Name}.");

    // People are their own nation's to give; another service has asked the nation itself.
    private static void MustBeOf(Caller caller, Candidate outgoing, Candidate incoming)
    {
        if (!caller.Is(Type.V1.Role.Service))
        {
            caller.MustBelongTo(outgoing.Nation, outgoing.Member.Name.ToString());
            caller.MustBelongTo(incoming.Nation, incoming.Member.Name.ToString());
        }
    }

    private void MustBeValid(Lineup lineup, Requirement requirement)
    {
        var faults = TeamRules.Faults(lineup, requirement, options.Value.LeaderSkill).ToList();
        if (faults.Count > 0)
        {
            throw new DomainException(Fault.Rejected, "TEAM_INVALID",
                $"The team is not valid: {string.Join("; ", faults.Select(fault => $"{fault.Field}: {fault.Description}"))}.", faults);
        }
    }
}
