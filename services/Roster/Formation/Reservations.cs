using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Release;
using EventType = TaskForce.Roster.V1.TeamEvent.Types.Type;

namespace TaskForce.Roster.Formation;

/// <summary>Who asks for something, and what they are told of others.</summary>
/// <param name="Caller">Who calls: a person, or a service for one.</param>
/// <param name="View">What that person may see.</param>
internal sealed record Asker(Caller Caller, View View);

/// <summary>Holds teams: each method is one change of the store.</summary>
internal sealed class Reservations(Lineups lineups, TeamReview review, IOptions<FormationOptions> options)
{
    private static readonly TeamState[] Live = [TeamState.Reserved, TeamState.Confirmed, TeamState.Impaired];

    private string LeaderSkill => options.Value.LeaderSkill;

    /// <summary>
    /// Holds a team under a lease; an earlier team of the same holder, and the one that it takes from, are let go in the same change: in between
    /// nobody else can have their people.
    /// </summary>
    public async Task<V1.Team> ReserveAsync(
        RosterDb db, Reservation reservation, Type.V1.TeamRequirement wire, IReadOnlyDictionary<string, Journey?> journeys, Asker asker, DateTimeOffset now)
    {
        var (requirement, caller) = (reservation.Requirement, asker.Caller);
        var lineup = await lineups.OfAsync(db, reservation.Members, reservation.Assets, requirement, journeys, now);
        TeamRefusals.MustBeValid(TeamRules.Faults(lineup, requirement, LeaderSkill), lineup, asker.View);
        await db.ExpireDueAsync(now);
        if (reservation.TakeFrom is { } taken)
        {
            (await db.Teams.GetAsync(taken)).Value.MustBeLive();
        }

        var givenUp = reservation.TakeFrom?.ToString();
        foreach (var earlier in await db.Teams.Where(row => (row.Holder == reservation.Holder || row.Name == givenUp) && Live.Contains(row.State)).ToListAsync())
        {
            await db.ChangeAsync(earlier, earlier.Value.Release(now), EventType.Released, caller.Subject, now);
        }

        await Reserves.MustBeKeptAsync(db, lineup, requirement, asker.View, now);
        var row = new TeamRow();
        row.Set(Team.Reserve(ResourceName.New<TeamName>(), reservation.Holder, wire, reservation.Lease, now) with
        {
            Members = [.. lineup.Parts.Select(part => part.ToProto(lineup, requirement, null, LeaderSkill))],
            Assets = [.. lineup.Assets.Select(asset => asset.ToProto(requirement))],
            Breaches = [.. lineup.Members.SelectMany(member => member.ToBreaches()).Where(breach => breach.Hard)],
        });
        await db.EngageAsync(row.Value.Resources, row.Value.Name);
        db.Teams.Add(row);
        await db.RecordMembersAsync(row.Value.Members.Select(member => member.Member), caller.Subject, now);
        return db.Record(row, EventType.Reserved, caller.Subject, now);
    }

    /// <summary>Keeps a team until it is released, if it is still valid.</summary>
    public async Task<V1.Team> ConfirmAsync(RosterDb db, TeamRow row, Asker asker, DateTimeOffset now)
    {
        TeamRefusals.MustBeValid(row.Value.State == TeamState.Impaired ? row.Value.Impairments : [], asker.View);
        var next = row.Value.Confirm(now);
        if (!ReferenceEquals(next, row.Value))
        {
            TeamRefusals.MustBeValid(await review.ImpairmentsAsync(db, next, now), asker.View);
        }

        return await db.ChangeAsync(row, next with { Impairments = [], Repair = null }, EventType.Confirmed, asker.Caller.Subject, now);
    }

    /// <summary>Exchanges one member, if the new team is valid. In an impaired team it is enough that the exchange breaks nothing more.</summary>
    public async Task<V1.Team> ReplaceAsync(
        RosterDb db, TeamRow row, MemberName outgoing, MemberName incoming, IReadOnlyDictionary<string, Journey?> journeys, Asker asker, DateTimeOffset now)
    {
        var (team, caller) = (row.Value, asker.Caller);
        var role = RoleOf(team, outgoing);
        var requirement = TeamReview.RequirementOf(team, now);
        var before = await lineups.OfAsync(db, team, requirement, now);
        var joining = (await lineups.OfAsync(db, [(incoming, role)], [], requirement, journeys, now)).Parts[0];
        var after = before with { Parts = [.. before.Parts.Select(part => part.Candidate.Member.Name == outgoing ? joining : part)] };
        MustBeOf(caller, before.Parts.First(part => part.Candidate.Member.Name == outgoing).Candidate, joining.Candidate);
        var broken = TeamRules.Faults(before, requirement, LeaderSkill).ToHashSet();
        TeamRefusals.MustBeValid(TeamRules.Faults(after, requirement, LeaderSkill).Where(fault => !broken.Contains(fault)), after, asker.View);

        await db.DisengageAsync([outgoing.ToString()]);
        await db.EngageAsync([incoming.ToString()], team.Name);
        await db.RecordMembersAsync([outgoing.ToString(), incoming.ToString()], caller.Subject, now);
        var next = team.Replace(outgoing.ToString(), joining.ToProto(after, requirement, null, LeaderSkill), now);
        await db.ChangeAsync(row, next, EventType.MemberReplaced, caller.Subject, now);
        await review.ReviewAsync(db, row, next, caller.Subject, now);
        return row.ToProto();
    }

    /// <summary>Takes a nation's people out of those who can go; the team turns impaired.</summary>
    public async Task<V1.Team> WithdrawAsync(RosterDb db, TeamRow row, string nation, string reason, Caller caller, DateTimeOffset now)
    {
        await review.ReviewAsync(db, row, row.Value.Withdraw(nation, reason, now), caller.Subject, now);
        return row.ToProto();
    }

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
}
