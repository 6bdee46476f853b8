using System.Collections.Immutable;
using Google.OrTools.Sat;

namespace TaskForce.Roster.Formation.Search;

/// <summary>Gives each rule a switch. Either the solver may turn them off, or a given set holds and the others do not.</summary>
internal sealed class RuleSwitches(IReadOnlySet<string>? held = null) : Switches
{
    private readonly Dictionary<string, BoolVar> _on = [];
    private ImmutableArray<string> _off = [];

    /// <summary>The rules of the model, in a fixed order.</summary>
    public IEnumerable<string> Rules => _on.Keys;

    /// <summary>How many rules are off.</summary>
    public LinearExpr OffCount => _on.Count - LinearExpr.Sum(_on.Values);

    /// <summary>The rules that the solver turned off.</summary>
    public ImmutableArray<string> Off => _off;

    public override void Under(CpModel model, string rule, Constraint constraint) => constraint.OnlyEnforceIf(On(model, rule));

    public override void Exclude(CpModel model, Slot slot, ImmutableArray<BoolVar> chosen)
    {
        for (var i = 0; i < chosen.Length; i++)
        {
            foreach (var obstacle in slot.People[i].Candidate.Obstacles)
            {
                model.AddBoolOr([chosen[i].Not(), On(model, obstacle.Rule == Availability.TravelRule ? "max_travel_time" : obstacle.Rule).Not()]);
            }
        }
    }

    public override void Read(Func<BoolVar, bool> value) => _off = [.. _on.Where(rule => !value(rule.Value)).Select(rule => rule.Key)];

    private BoolVar On(CpModel model, string rule)
    {
        if (!_on.TryGetValue(rule, out var on))
        {
            on = _on[rule] = model.NewBoolVar(rule);
            if (held is not null)
            {
                model.Add(on == (held.Contains(rule) ? 1 : 0));
            }
        }

        return on;
    }
}
