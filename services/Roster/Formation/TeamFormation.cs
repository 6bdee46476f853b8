using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using TaskForce.Roster.Formation.Search;
using TaskForce.ServiceDefaults.Release;

namespace TaskForce.Roster.Formation;

/// <summary>Proposes teams and says why there is none.</summary>
internal sealed class TeamFormation(PoolReader pools, TeamSearch search, IOptions<FormationOptions> options, TimeProvider clock)
{
    private const int UsualProposals = 3;
    private const int MostProposals = 10;

    private string LeaderSkill => options.Value.LeaderSkill;

    public async Task<V1.ProposeTeamsResponse> ProposeAsync(V1.ProposeTeamsRequest request, CancellationToken cancellation)
    {
        var supposition = Supposition.Of(request.WhatIf, request.Excluded);
        var requirement = Requirement.Of(request.Requirement) with { OverridesDutyTime = supposition.OverridesDutyTime };
        var most = ProposalsOf(request);

        var pool = (await pools.ReadAsync([requirement], supposition, request.WithLegs, cancellation))[0];
        var teams = await search.BestAsync(requirement, pool, supposition.Included, most, cancellation);

        var answer = new V1.ProposeTeamsResponse
        {
            Proposals = { teams.Lineups.Select(team => team.ToProposal(requirement, pool, LeaderSkill)) },
            Quality = teams.Quality?.ToProto(teams.Elapsed),
        };
        if (teams.Lineups.IsEmpty)
        {
            await ExplainAsync(answer, requirement, pool, supposition, cancellation);
        }

        return answer;
    }

    /// <summary>Plans teams for several requirements at once; each better plan is sent on the way.</summary>
    public async Task PlanAsync(V1.PlanTeamsRequest request, Func<V1.PlanTeamsResponse, Task> send, CancellationToken cancellation)
    {
        var planning = Planning.Of(request);
        var read = await pools.ReadAsync(planning.Requirements, planning.Supposition, withLegs: false, cancellation);
        await new PlanStream(planning, read, search, LeaderSkill, clock).RunAsync(send, cancellation);
    }

    /// <summary>Says what keeps a member out of a team, or what the member would cost.</summary>
    public async Task<V1.ExplainMemberResponse> ExplainAsync(V1.ExplainMemberRequest request, View view, CancellationToken cancellation)
    {
        var question = Explanation.Of(request, view);
        var pool = (await pools.ReadAsync([question.Requirement], question.Supposition, withLegs: false, cancellation))[0];
        if (question.Refusal(pool) is { } refusal)
        {
            return refusal;
        }

        var best = await search.BestAsync(question.Requirement, pool, question.Supposition.Included, 1, cancellation);
        var with = await search.BestAsync(question.Requirement, pool, [.. question.Supposition.Included, question.Member.ToString()], 1, cancellation);
        return question.Answer(pool, best.Lineups.FirstOrDefault(), with.Lineups.FirstOrDefault(), LeaderSkill);
    }

    private async Task ExplainAsync(
        V1.ProposeTeamsResponse answer, Requirement requirement, Pool pool, Supposition supposition, CancellationToken cancellation)
    {
        answer.Shortfalls.Add(Shortfalls.Of(pool, requirement, LeaderSkill));
        answer.Conflict = (await search.ConflictAsync(requirement, pool, supposition.Included, cancellation))?.ToProto();
        if (answer.Shortfalls.Count == 0)
        {
            answer.Shortfalls.Add(new V1.Shortfall
            {
                Requirement = "combination",
                Needed = 1,
                Message = "Each requirement can be met by itself, but not all together with the people who are available. " + answer.Conflict?.Message,
            });
        }
    }

    private static int ProposalsOf(V1.ProposeTeamsRequest request)
    {
        var violations = new Violations();
        violations.Check(request.MaxProposals >= 0, "max_proposals", "must not be negative");
        violations.ThrowIfAny();
        return request.MaxProposals == 0 ? UsualProposals : Math.Min(request.MaxProposals, MostProposals);
    }
}
