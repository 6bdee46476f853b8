using System.Collections.Immutable;
using Google.OrTools.Sat;

namespace TaskForce.Roster.Formation;

/// <summary>Chooses a team's equipment: every capability covered with the least total travel.</summary>
internal static class EquipmentPick
{
    /// <summary>The assets, nearest first, or null if the needs cannot be met.</summary>
    public static ImmutableArray<AssetCandidate>? Nearest(IEnumerable<AssetCandidate> assets, IReadOnlyCollection<AssetNeed> needs)
    {
        if (needs.Count == 0)
        {
            return [];
        }

        var useful = assets.Where(asset => asset.IsAvailable && needs.Any(need => asset.Has(need.Capability)))
            .OrderBy(asset => asset.TravelTime).ThenBy(asset => asset.Asset.Name.Id, StringComparer.Ordinal).ToList();
        var model = new CpModel();
        var chosen = useful.Select((_, i) => model.NewBoolVar($"asset{i}")).ToList();
        foreach (var need in needs)
        {
            model.Add(LinearExpr.Sum(chosen.Where((_, i) => useful[i].Has(need.Capability))) >= need.Count);
        }

        // The second in each weight makes an asset that is there already cost something, so that none is taken in vain.
        model.Minimize(LinearExpr.WeightedSum(chosen, useful.Select(asset => (long)asset.TravelTime.TotalSeconds + 1)));
        var solver = new CpSolver { StringParameters = "num_workers:1,random_seed:1" };
        return solver.Solve(model) == CpSolverStatus.Optimal ? [.. useful.Where((_, i) => solver.BooleanValue(chosen[i]))] : null;
    }
}
