using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Roster.Storage;
using EventType = TaskForce.Roster.V1.TeamEvent.Types.Type;

namespace TaskForce.Roster.Formation;

/// <summary>
/// Judges live teams again when their people or equipment change, in the same change of the store: a team that is no longer valid turns
/// impaired at once.
/// </summary>
internal sealed class TeamReview(Lineups lineups, IOptions<FormationOptions> options)
{
    // A file may change thousands.
    private const int Batch = 500;

    private static readonly TeamState[] Live = [TeamState.Reserved, TeamState.Confirmed, TeamState.Impaired];

    /// <summary>Judges the live teams that hold any of these members and assets. What was changed must be saved or tracked.</summary>
    public async Task ReviewAsync(RosterDb db, IReadOnlyCollection<string> resources, string actor, DateTimeOffset now)
    {
        var teams = new HashSet<string>();
        foreach (var batch in resources.Chunk(Batch))
        {
            teams.UnionWith(await db.Engagements.Where(row => batch.Contains(row.Resource)).Select(row => row.Team).ToListAsync());
        }

        if (teams.Count > 0)
        {
            await db.SaveChangesAsync();
            foreach (var row in await db.Teams.Where(row => teams.Contains(row.Name) && Live.Contains(row.State)).ToListAsync())
            {
                await ReviewAsync(db, row, row.Value, actor, now);
            }
        }
    }

    /// <summary>Judges one team and notes the outcome, if it is another than before.</summary>
    /// <returns>Whether it was noted.</returns>
    public async Task<bool> ReviewAsync(RosterDb db, TeamRow row, Team team, string actor, DateTimeOffset now)
    {
        var next = team.Review(await ImpairmentsAsync(db, team, now), now);
        if (ReferenceEquals(next, row.Value))
        {
            return false;
        }

        await db.ChangeAsync(row, next, next.Impairments.IsEmpty ? EventType.Restored : EventType.Impaired, actor, now);
        return true;
    }

    /// <summary>Why a team is not valid now.</summary>
    public async Task<ImmutableArray<V1.Impairment>> ImpairmentsAsync(RosterDb db, Team team, DateTimeOffset now)
    {
        var requirement = RequirementOf(team, now);
        var nations = team.Members.Select(member => (member.Member, member.Nation)).Concat(team.Assets.Select(asset => (asset.Asset, asset.Nation)))
            .ToDictionary(each => each.Item1, each => each.Nation);
        var faults = TeamRules.Faults(await lineups.OfAsync(db, team, requirement, now), requirement, options.Value.LeaderSkill)
            .Select(fault => new V1.Impairment { Rule = fault.Field, Message = fault.Description, Nation = nations.GetValueOrDefault(fault.Field, "") });
        var withdrawn = team.Withdrawn.Select(withdrawal => new V1.Impairment
        {
            Rule = withdrawal.Member,
            Nation = nations.GetValueOrDefault(withdrawal.Member, ""),
            Message = $"{team.Members.First(member => member.Member == withdrawal.Member).CallSign} was withdrawn by the nation: {withdrawal.Reason}",
        });
        return [.. withdrawn, .. faults];
    }

    /// <summary>What a team must be able to do: for as long as it was planned, or until now if it takes longer.</summary>
    public static Requirement RequirementOf(Team team, DateTimeOffset now)
    {
        var requirement = Requirement.Read(team.Requirement);
        return requirement with
        {
            Period = requirement.Period with { Until = now > requirement.Period.Until ? now : requirement.Period.Until },
        };
    }
}
