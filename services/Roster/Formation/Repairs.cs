using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using TaskForce.Roster.Formation.Search;

namespace TaskForce.Roster.Formation;

/// <summary>Finds the smallest repair of a live team.</summary>
internal sealed class Repairs(PoolReader pools, TeamSearch search, IOptions<FormationOptions> options, TimeProvider clock)
{
    /// <param name="team">The team.</param>
    /// <param name="excluded">Members who are supposed not to be there.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/> without travel times.</exception>
    public async Task<V1.Repair> FindAsync(Team team, IEnumerable<string> excluded, CancellationToken cancellation)
    {
        var requirement = TeamReview.RequirementOf(team, clock.GetUtcNow());
        var supposition = new Supposition
        {
            ReleasedTeams = [team.Name.ToString()],
            Excluded = [.. team.Withdrawn.Select(withdrawal => withdrawal.Member), .. excluded],
        };
        var pool = (await pools.ReadAsync([requirement], supposition, withLegs: false, cancellation))[0];
        var roles = new Roles(team.Members.ToDictionary(member => member.Member, member => (TeamRole)member.Role), team.Assets.Select(asset => asset.Asset).ToHashSet());
        var repaired = await search.RepairAsync(requirement, WithStaying(pool, team), roles, cancellation);
        return repaired is null
            ? new() { Message = "No exchange of members makes the team valid.", Time = clock.GetUtcNow().ToTimestamp() }
            : ToProto(team, repaired.ToLineup(), requirement, pool);
    }

    // Whoever is in the team is there or on the way: the limit of travel time does not keep them out.
    private static Pool WithStaying(Pool pool, Team team) => pool with
    {
        Members =
        [
            .. pool.Members.Select(candidate => candidate.Journey is not null && team.Members.Any(member => member.Member == candidate.Member.Name.ToString())
                ? candidate with { Obstacles = [.. candidate.Obstacles.Where(obstacle => obstacle.Rule != Availability.TravelRule)] }
                : candidate),
        ],
    };

    private V1.Repair ToProto(Team team, Lineup after, Requirement requirement, Pool pool)
    {
        var staying = after.Members.Select(member => member.Member.Name.ToString()).ToHashSet();
        var leaving = team.Members.Where(member => !staying.Contains(member.Member)).ToList();
        var repair = new V1.Repair { Time = clock.GetUtcNow().ToTimestamp() };
        foreach (var part in after.Parts.Where(part => team.Members.All(member => member.Member != part.Candidate.Member.Name.ToString())))
        {
            // The incoming member takes the outgoing one's role, and is of the same nation if that can be.
            var outgoing = leaving.Where(member => (TeamRole)member.Role == part.Role).OrderByDescending(member => member.Nation == part.Candidate.Nation).First();
            leaving.Remove(outgoing);
            repair.Exchanges.Add(new V1.Repair.Types.Exchange
            {
                Outgoing = outgoing.Member,
                OutgoingCallSign = outgoing.CallSign,
                OutgoingNation = outgoing.Nation,
                Incoming = part.ToProto(after, requirement, pool, options.Value.LeaderSkill),
            });
        }

        if (after.Assets.Select(asset => asset.Asset.Name.ToString()).Except(team.Assets.Select(asset => asset.Asset)).Any())
        {
            repair.Assets.Add(after.Assets.Select(asset => asset.ToProto(requirement)));
        }

        repair.LatestArrival = repair.Exchanges.Max(exchange => exchange.Incoming.TravelTime);
        repair.Message = Message(repair);
        repair.Nations.Add(repair.Exchanges.SelectMany(exchange => new[] { exchange.OutgoingNation, exchange.Incoming.Nation }).Distinct());
        return repair;
    }

    private static string Message(V1.Repair repair)
    {
        List<string> steps = [.. repair.Exchanges.Select(exchange => $"{exchange.Incoming.CallSign} for {exchange.OutgoingCallSign}")];
        if (repair.Assets.Count > 0)
        {
            steps.Add($"the equipment {string.Join(", ", repair.Assets.Select(asset => asset.DisplayName))}");
        }

        return steps.Count == 0 ? "The team is valid as it is." : $"Send {string.Join(", ", steps)}.";
    }
}
