using System.Collections.Immutable;

namespace TaskForce.Roster.Formation.Search;

/// <summary>
/// A good plan for several slots without a solver. Slots are served one after another; those that came off badly go earlier in the
/// next round, which is kept if it is better ("squeaky wheel" optimisation, Joslin and Clements 1999). The same slots give the same plan.
/// </summary>
internal sealed class FirstPlan(IReadOnlyList<Slot> slots)
{
    private const int Rounds = 12;

    private readonly FirstTeam[] _finders = [.. slots.Select(slot => new FirstTeam(slot))];

    /// <summary>What each slot could have if it were alone; null if nothing was found.</summary>
    public IReadOnlyList<Draft?> Alone => field ??= [.. _finders.Select(finder => finder.Find(new()))];

    /// <summary>The best plan of some rounds.</summary>
    /// <param name="improved">Told of each better plan on the way.</param>
    public Plan Find(Action<Plan>? improved = null)
    {
        var blame = Alone.Select(team => (double)(team?.Arrival ?? 0)).ToArray();
        Plan? best = null;
        for (var round = 0; round < (slots.Count > 1 ? Rounds : 1); round++)
        {
            var plan = Serve(Enumerable.Range(0, slots.Count).OrderByDescending(slot => blame[slot]).ThenBy(slot => slot));
            if (plan.CompareTo(best) < 0)
            {
                best = plan;
                improved?.Invoke(plan);
            }

            if (!Blame(plan, blame))
            {
                break;
            }
        }

        return Settle(best!);
    }

    /// <summary>The best team for one slot that avoids people one at a time; used to find one that differs from the best.</summary>
    public Draft? FindWithout(int slot, int person) => _finders[slot].Find(new() { People = { person } });

    // Whether any slot waits longer than it would alone.
    private bool Blame(Plan plan, double[] blame)
    {
        var blamed = false;
        for (var slot = 0; slot < Alone.Count; slot++)
        {
            if (Alone[slot] is { } own)
            {
                var late = plan.Teams[slot] is { } team ? team.Arrival - own.Arrival : own.Arrival + blame.Max();
                blame[slot] += late;
                blamed |= late > 0;
            }
        }

        return blamed;
    }

    private Plan Serve(IEnumerable<int> order)
    {
        var taken = new Taken();
        var teams = new Draft?[slots.Count];
        foreach (var slot in order)
        {
            if ((teams[slot] = _finders[slot].Find(taken)) is { } team)
            {
                taken.Add(team);
            }
        }

        return new([.. teams]);
    }

    // Each slot once more, with what the others left.
    private Plan Settle(Plan plan)
    {
        for (var slot = 0; slots.Count > 1 && slot < slots.Count; slot++)
        {
            var again = plan.With(slot, _finders[slot].Find(Taken.By(plan.Teams.Where((_, other) => other != slot))));
            plan = again.CompareTo(plan) < 0 ? again : plan;
        }

        return plan;
    }
}
