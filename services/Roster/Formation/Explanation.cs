using Google.Protobuf.WellKnownTypes;
using TaskForce.Roster.Members;
using TaskForce.ServiceDefaults.Release;

namespace TaskForce.Roster.Formation;

/// <summary>A question why a member is not in a team, or what the member would cost.</summary>
internal sealed record Explanation(Requirement Requirement, MemberName Member, Supposition Supposition, View View)
{
    public static Explanation Of(V1.ExplainMemberRequest request, View view)
    {
        var supposition = Supposition.Of(request.WhatIf);
        return new(
            Requirement.Of(request.Requirement) with { OverridesDutyTime = supposition.OverridesDutyTime },
            ResourceName.Parse<MemberName>(request.Member, "member"), supposition, view);
    }

    /// <summary>The answer if the member cannot be used; null if the member can.</summary>
    /// <exception cref="DomainException"><see cref="Fault.NotFound"/> if there is no such member of the nations that take part.</exception>
    public V1.ExplainMemberResponse? Refusal(Pool pool)
    {
        if (Supposition.Excluded.Contains(Member.ToString()))
        {
            return new() { Obstacles = { Obstacle("excluded", "is left out by the question") }, Message = $"{Member} is left out by the question." };
        }

        var candidate = Candidate(pool) ?? throw new DomainException(Fault.NotFound, "MEMBER_NOT_FOUND",
            $"{Member} does not exist, or is of a nation that takes no part.");
        return candidate.IsAvailable ? null : new()
        {
            Nation = candidate.Nation,
            Obstacles = { candidate.Obstacles.Select(obstacle => Obstacle(obstacle.Rule, obstacle.Message)) },
            Breaches = { candidate.ToBreaches() },
            Message = $"{candidate.Member.Details.CallSign} {string.Join(" and ", candidate.Obstacles.Select(obstacle => obstacle.Message))}.",
        };
    }

    /// <summary>The answer for a member who can be used.</summary>
    public V1.ExplainMemberResponse Answer(Pool pool, Lineup? best, Lineup? with, string leaderSkill)
    {
        var candidate = Candidate(pool)!;
        var answer = new V1.ExplainMemberResponse { Nation = candidate.Nation, Available = true, Breaches = { candidate.ToBreaches() } };
        if (best is null || with is null)
        {
            answer.Message = best is null
                ? $"{candidate.Member.Details.CallSign} can be used, but there is no valid team at all."
                : $"{candidate.Member.Details.CallSign} can be used, but no valid team has room for {Helps(candidate)}.";
            return answer;
        }

        answer.Proposal = with.ToProposal(Requirement, pool, leaderSkill);
        answer.InBestTeam = best.Members.Any(member => member.Member.Name == Member);
        answer.LaterArrival = (Latest(with) - Latest(best)).ToDuration();
        answer.MoreTravel = (Total(with) - Total(best)).ToDuration();
        answer.Message = Sentence(candidate, answer);
        return answer;
    }

    private string Sentence(Candidate candidate, V1.ExplainMemberResponse answer)
    {
        var (name, later, more) = (candidate.Member.Details.CallSign, answer.LaterArrival.ToTimeSpan(), answer.MoreTravel.ToTimeSpan());
        if (answer.InBestTeam)
        {
            return $"{name} is in the best team.";
        }

        return later > TimeSpan.Zero
            ? $"With {name} the last of the team would arrive {Availability.Text(later)} later than in the best team."
            : more > TimeSpan.Zero
                ? $"With {name} the team would arrive as early, but its members would travel {Availability.Text(more)} more in all."
                : $"With {name} the team would {(Requirement.IsRemote ? "do as well" : "arrive as early with as little travel")}; others are used less, leave a base less bare or lead better.";
    }

    private string Helps(Candidate candidate)
    {
        var held = Requirement.Skills.Count(need => candidate.Member.GradeOf(need.Skill, Requirement.Period) >= need.MinGrade);
        return held == 0 ? "somebody without any of the skills that are needed" : $"somebody who holds {held} of the {Requirement.Skills.Length} skills that are needed";
    }

    // One who is hidden from the caller is none.
    private Candidate? Candidate(Pool pool) => pool.Members.FirstOrDefault(candidate =>
        candidate.Member.Name == Member && View.Sees("Member.name", candidate.Nation, Member.ToString()));

    private static V1.ExplainMemberResponse.Types.Obstacle Obstacle(string rule, string message) => new() { Rule = rule, Message = message };

    private static TimeSpan Latest(Lineup lineup) => lineup.Members.Max(member => member.TravelTime);

    private static TimeSpan Total(Lineup lineup) => lineup.Members.Aggregate(TimeSpan.Zero, (sum, member) => sum + member.TravelTime);
}
