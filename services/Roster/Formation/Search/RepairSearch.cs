using Google.OrTools.Sat;

namespace TaskForce.Roster.Formation.Search;

/// <summary>What the members and assets of a team that is to be repaired are, by resource name.</summary>
internal sealed record Roles(IReadOnlyDictionary<string, TeamRole> Members, IReadOnlySet<string> Assets);

/// <summary>Finds the fewest exchanges that make a team valid, then the earliest arrival of those who join, then their least travel.</summary>
internal sealed class RepairSearch
{
    private readonly Slot _slot;
    private readonly Roles _roles;
    private readonly PlanSolver _solver;

    /// <param name="slot">The team's requirement, with its own members among the people if they can stay.</param>
    /// <param name="roles">The team.</param>
    /// <param name="solver">The solver, with its deadline.</param>
    public RepairSearch(Slot slot, Roles roles, PlanSolver solver)
    {
        // Whoever is in the team has been counted when it was formed: only those who join still travel.
        var reduced = Kinds.Reduce(slot, slot.Requirement.MaxMembers, long.MaxValue).People.ToHashSet();
        (_roles, _solver) = (roles, solver);
        _slot = slot with
        {
            People = [.. slot.People.Where(person => reduced.Contains(person) || IsIn(person)).Select(person => IsIn(person) ? person with { Seconds = 0 } : person)],
            Assets = [.. slot.Assets.Select(asset => IsIn(asset) ? asset with { Seconds = 0 } : asset)],
        };
    }

    /// <summary>The team afterwards, or null if there is none or the time runs out.</summary>
    public Draft? Run()
    {
        var model = Model();
        if (_solver.Minimise(model, Joining(model)).Plan is not { } fewest)
        {
            return null;
        }

        model.Model.Add(Joining(model) <= Count(fewest));
        if (_solver.Minimise(model, model.Arrival).Plan is not { } earliest)
        {
            return fewest.Teams[0];
        }

        model.Model.Add(model.Arrival <= earliest.Arrival);
        return (_solver.Minimise(model, model.Travel).Plan ?? earliest).Teams[0];
    }

    // As many as before, and whoever leads and stays goes on to lead.
    private PlanModel Model()
    {
        var model = new PlanModel([_slot], _ => false);
        var slot = model.Slots[0];
        model.Model.Add(LinearExpr.Sum(slot.Chosen) == _roles.Members.Count);
        for (var i = 0; i < _slot.People.Length; i++)
        {
            var role = _roles.Members.GetValueOrDefault(NameOf(_slot.People[i]));
            if (role is TeamRole.Leader or TeamRole.Deputy)
            {
                model.Model.Add((role == TeamRole.Leader ? slot.Leader[i] : slot.Deputy[i]) == slot.Chosen[i]);
            }
            else if (role == TeamRole.Member)
            {
                // An exchange gives the outgoing member's role to the incoming one, so nobody who stays changes theirs.
                model.Model.Add(slot.Leader[i] + slot.Deputy[i] == 0);
            }
        }

        return model;
    }

    // People first: no exchange of equipment outweighs one of a person.
    private LinearExpr Joining(PlanModel model) =>
        (LinearExpr.Sum(model.Slots[0].Chosen.Where((_, i) => !IsIn(_slot.People[i]))) * (_slot.Assets.Length + 1))
        + LinearExpr.Sum(model.Slots[0].Assets.Where((_, i) => !IsIn(_slot.Assets[i])));

    private int Count(Plan plan) => (plan.Teams[0]!.People.Count(person => !IsIn(person)) * (_slot.Assets.Length + 1))
        + plan.Teams[0]!.Assets.Count(asset => !IsIn(asset));

    private bool IsIn(Traits person) => _roles.Members.ContainsKey(NameOf(person));

    private bool IsIn(AssetTraits asset) => _roles.Assets.Contains(asset.Candidate.Asset.Name.ToString());

    private static string NameOf(Traits person) => person.Candidate.Member.Name.ToString();
}
