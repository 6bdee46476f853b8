using System.Collections.Immutable;
using Google.OrTools.Sat;

namespace TaskForce.Roster.Formation.Search;

/// <summary>Which rules contradict each other, for a requirement that no team meets.</summary>
/// <param name="Core">A smallest set that contradicts itself: without any one of them the rest can be met. Empty if it is the bare need for two leaders.</param>
/// <param name="Relax">A smallest set of rules without which there would be a team. Empty if nothing helps.</param>
internal sealed record ContradictingRules(ImmutableArray<string> Core, ImmutableArray<string> Relax);

/// <summary>Finds the contradicting rules of a slot. People whom only a rule of the requirement keeps out are part of the slot.</summary>
internal sealed class Conflicts(Slot slot, PlanSolver solver)
{
    /// <summary>The rules, or null if the time runs out.</summary>
    public ContradictingRules? Find()
    {
        var reduced = Kinds.Reduce(slot, slot.Requirement.MaxMembers * 2, long.MaxValue);
        var switches = new RuleSwitches();
        var model = new PlanModel([reduced], _ => false, switches: switches);
        var solution = solver.Minimise(model, switches.OffCount);
        if (solution.Plan is null)
        {
            return solution.Proved ? new([], []) : null;
        }

        return Core(reduced, [.. switches.Rules]) is { } core ? new(core, switches.Off) : null;
    }

    // Every rule that the contradiction can do without is left out, one after another: what is left is needed, each of it.
    private ImmutableArray<string>? Core(Slot reduced, List<string> rules)
    {
        foreach (var rule in rules.ToList())
        {
            var others = rules.Where(other => other != rule).ToHashSet();
            var model = new PlanModel([reduced], _ => false, switches: new RuleSwitches(others));
            var solution = solver.Minimise(model, LinearExpr.Constant(0));
            if (solution is { Plan: null, Proved: false })
            {
                return null;
            }

            if (solution.Plan is null)
            {
                rules.Remove(rule);
            }
        }

        return [.. rules];
    }
}
