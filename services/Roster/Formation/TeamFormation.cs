using Microsoft.Extensions.Options;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Members;

namespace TaskForce.Roster.Formation;

/// <summary>Forms teams: proposes them, and lines up those that somebody chose.</summary>
internal sealed class TeamFormation(PoolReader pools, Lineups lineups, Reservations reservations, IOptions<FormationOptions> options)
{
    private const int UsualProposals = 3;
    private const int MostProposals = 10;

    public Reservations Reservations { get; } = reservations;

    public async Task<V1.ProposeTeamsResponse> ProposeAsync(V1.ProposeTeamsRequest request, CancellationToken cancellation)
    {
        var requirement = Requirement.Of(request.Requirement);
        var most = ProposalsOf(request);
        var leaderSkill = options.Value.LeaderSkill;

        var pool = await pools.ReadAsync(requirement, request.Excluded, cancellation);
        var teams = TeamSolver.Solve(pool, requirement, leaderSkill, most);

        return new()
        {
            Proposals = { teams.Select(team => team.ToProposal(requirement, pool, leaderSkill)) },
            Shortfalls = { teams.Count > 0 ? [] : Shortfalls.Of(pool, requirement, leaderSkill) },
        };
    }

    /// <summary>How long each needs to the place of a requirement.</summary>
    public Task<IReadOnlyDictionary<string, Journey?>> JourneysAsync(
        IReadOnlyCollection<MemberName> members, IReadOnlyCollection<AssetName> assets, Requirement requirement, CancellationToken cancellation) =>
        lineups.JourneysAsync(members, assets, requirement, cancellation);

    private static int ProposalsOf(V1.ProposeTeamsRequest request)
    {
        var violations = new Violations();
        violations.Check(request.MaxProposals >= 0, "max_proposals", "must not be negative");
        violations.ThrowIfAny();
        return request.MaxProposals == 0 ? UsualProposals : Math.Min(request.MaxProposals, MostProposals);
    }
}
