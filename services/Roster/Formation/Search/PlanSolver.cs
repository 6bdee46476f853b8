using System.Globalization;
using Google.OrTools.Sat;

namespace TaskForce.Roster.Formation.Search;

/// <summary>What the solver made of a model.</summary>
/// <param name="Plan">The best plan found; null if none.</param>
/// <param name="Bound">The proved lower bound of the objective.</param>
/// <param name="Proved">Whether nothing better exists, or nothing at all.</param>
internal sealed record Solution(Plan? Plan, long Bound, bool Proved);

/// <summary>Runs the solver. One worker and a seed: the same model gives the same plan unless the time runs out.</summary>
/// <param name="deadline">When the search as a whole must end.</param>
/// <param name="seed">The solver's seed.</param>
/// <param name="cancellation">Ends the search before, when nobody waits for it any more.</param>
internal sealed class PlanSolver(TimeProvider clock, DateTimeOffset deadline, int seed, CancellationToken cancellation = default)
{
    public TimeSpan Left => cancellation.IsCancellationRequested ? TimeSpan.Zero : deadline - clock.GetUtcNow();

    /// <summary>Finds the smallest value of an objective.</summary>
    /// <param name="model">The model.</param>
    /// <param name="objective">What is to be small.</param>
    /// <param name="improved">Told of each better plan on the way.</param>
    /// <param name="fromBelow">Whether to raise the bound rather than to lower the value: for an objective that is nearly at its bound.</param>
    /// <param name="share">Which part of the time that is left it may take.</param>
    public Solution Minimise(PlanModel model, LinearExpr objective, Action<Plan>? improved = null, bool fromBelow = false, double share = 1)
    {
        if (Left <= TimeSpan.Zero)
        {
            return new(null, long.MinValue, false);
        }

        model.Model.Minimize(objective);
        var solver = new CpSolver
        {
            StringParameters = string.Create(CultureInfo.InvariantCulture, $"num_workers:1,random_seed:{seed},optimize_with_core:{fromBelow},max_time_in_seconds:{Left.TotalSeconds * share:0.###}"),
        };
        using var stop = cancellation.Register(solver.StopSearch);
        var status = solver.Solve(model.Model, improved is null ? null : new Listener(model, improved));
        return status switch
        {
            CpSolverStatus.Optimal or CpSolverStatus.Feasible =>
                new(model.Read(solver.BooleanValue), (long)Math.Ceiling(solver.BestObjectiveBound - 1e-6), status == CpSolverStatus.Optimal),
            CpSolverStatus.Infeasible => new(null, long.MaxValue, true),
            _ => new(null, long.MinValue, false),
        };
    }

    private sealed class Listener(PlanModel model, Action<Plan> improved) : CpSolverSolutionCallback
    {
        public override void OnSolutionCallback() => improved(model.Read(BooleanValue));
    }
}
