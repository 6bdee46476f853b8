using System.Collections.Immutable;

namespace TaskForce.Roster.Formation;

/// <summary>A question for teams at several hotspots at once.</summary>
internal sealed record Planning(ImmutableArray<string> Ids, ImmutableArray<Requirement> Requirements, Supposition Supposition, TimeSpan TimeLimit, int Seed)
{
    private const int MostRequirements = 50;

    private static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestLimit = TimeSpan.FromSeconds(60);

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> with everything that is wrong.</exception>
    public static Planning Of(V1.PlanTeamsRequest request)
    {
        var supposition = Supposition.Of(request.WhatIf);
        var limit = request.TimeLimit?.ToTimeSpan() ?? UsualLimit;
        var violations = new Violations();
        violations.Check(request.Requirements.Count is > 0 and <= MostRequirements, "requirements", $"must be 1 to {MostRequirements}");
        violations.Check(limit > TimeSpan.Zero && limit <= LongestLimit, "time_limit", $"must be more than 0 and at most {LongestLimit.TotalSeconds} seconds");
        violations.Check(request.Seed >= 0, "seed", "must not be negative");
        violations.Check(request.Requirements.Select(asked => asked.Id).Distinct().Count() == request.Requirements.Count, "requirements", "need ids that differ");
        for (var i = 0; i < Math.Min(request.Requirements.Count, MostRequirements); i++)
        {
            violations.CheckText(request.Requirements[i].Id, 1, 200, $"requirements[{i}].id");
            Requirement.Check(request.Requirements[i].Requirement ?? new(), violations, $"requirements[{i}].requirement");
        }

        violations.ThrowIfAny();
        return new(
            [.. request.Requirements.Select(asked => asked.Id)],
            [.. request.Requirements.Select(asked => Requirement.Read(asked.Requirement) with { OverridesDutyTime = supposition.OverridesDutyTime })],
            supposition, limit, request.Seed);
    }
}
