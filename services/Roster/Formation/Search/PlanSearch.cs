using System.Collections.Immutable;

namespace TaskForce.Roster.Formation.Search;

/// <summary>A plan and how good it is proved to be.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Gap">What the first goal that is not proved optimal could still gain, as a fraction; 0 if the plan is optimal.</param>
/// <param name="ArrivalBound">No plan that serves as many slots has a smaller sum of latest arrivals, seconds.</param>
internal sealed record Finding(Plan Plan, double Gap, long ArrivalBound);

/// <summary>
/// Searches the best plan: as many slots served as can be, then the smallest sum of latest arrivals, then the least total travel,
/// then the rest. One goal after another, each search keeping what those before have reached. What no better plan can have is left
/// out first: a slot's latest arrival can't exceed the best known sum less what each other slot needs at least.
/// </summary>
internal sealed class PlanSearch
{
    private readonly IReadOnlyList<Slot> _slots;
    private readonly IReadOnlyList<IReadOnlySet<int>> _avoided;
    private readonly IReadOnlyDictionary<string, int> _atBase;
    private readonly PlanSolver _solver;
    private readonly Action<Finding> _report;
    private readonly int _most;
    private readonly long[] _bounds;
    private readonly HashSet<int> _unservable = [];
    private long _jointBound;
    private Plan _best;

    /// <param name="slots">The slots.</param>
    /// <param name="atBase">How many could be sent from each base.</param>
    /// <param name="solver">The solver, with its deadline.</param>
    /// <param name="report">Told of each better finding.</param>
    /// <param name="avoided">Teams not to find again; only for a single slot.</param>
    public PlanSearch(
        IReadOnlyList<Slot> slots, IReadOnlyDictionary<string, int> atBase, PlanSolver solver, Action<Finding> report, IReadOnlyList<IReadOnlySet<int>>? avoided = null)
    {
        var mayLeave = Slot.MayLeaveAll(slots);
        _slots = [.. slots.Select(slot => slot with { MayLeave = mayLeave })];
        (_atBase, _solver, _report, _avoided) = (atBase, solver, report, avoided ?? []);
        _most = slots.Sum(slot => slot.Requirement.MaxMembers) + _avoided.Count;
        _bounds = new long[slots.Count];
        _best = new([.. slots.Select(_ => (Draft?)null)]);
    }

    /// <summary>Searches until nothing better exists or the time is over; returns the best.</summary>
    public Finding Run()
    {
        var first = new FirstPlan(_slots);
        Keep(_avoided.Count == 0 ? first.Find(plan => { Keep(plan); Report(1, 0); }) : Alternative(first));
        Report(1, 0);
        Bound(first);
        Polish();
        if (_best.Unserved > _unservable.Count && !ServeMore())
        {
            return Report(1, ArrivalBound);
        }

        return _best.Unserved == _slots.Count ? Report(0, 0) : Arrive() is { } gap ? Report(gap, ArrivalBound) : Travel();
    }

    // No plan serves more slots than the best, and these have at least the smallest of the slots' own bounds.
    private long ArrivalBound => Math.Max(_jointBound,
        Enumerable.Range(0, _slots.Count).Where(s => !_unservable.Contains(s)).Select(s => _bounds[s]).Order().Take(_slots.Count - _best.Unserved).Sum());

    // For a team that differs from earlier ones: somebody of the last one stays at home.
    private Plan Alternative(FirstPlan first) => _avoided[^1]
        .Select(person => new Plan([first.FindWithout(0, person)]))
        .Where(plan => plan.Unserved == 0 && _avoided.All(team => !team.IsSubsetOf(plan.Teams[0]!.People.Select(person => person.Person))))
        .Append(_best).Min()!;

    // The earliest arrival of each slot as if it were alone.
    private void Bound(FirstPlan first)
    {
        for (var s = 0; s < _slots.Count; s++)
        {
            var alone = _slots.Count == 1 ? _best.Teams[0] : first.Alone[s];
            var model = new PlanModel([Kinds.Reduce(_slots[s], _slots[s].Requirement.MaxMembers + _avoided.Count, alone?.Arrival ?? long.MaxValue)], _ => false, _avoided);
            if (alone is not null)
            {
                model.Hint(new([alone]));
            }

            var solution = _solver.Minimise(model, model.Arrival);
            _bounds[s] = solution.Plan is null ? 0 : Math.Max(0, solution.Bound);
            if (solution is { Plan: null, Proved: true })
            {
                _unservable.Add(s);
            }

            Keep(_slots.Count == 1 ? solution.Plan : null);
        }
    }

    // As many slots as can be; true if it is proved that there are no more.
    private bool ServeMore()
    {
        var model = new PlanModel([.. _slots.Select((slot, s) => Kinds.Reduce(slot, _most, _unservable.Contains(s) ? -1 : long.MaxValue))], _ => true, _avoided);
        model.Hint(_best);
        var solution = _solver.Minimise(model, model.Unserved, plan => Keep(plan));
        Keep(solution.Plan);
        Report(1, 0);
        return solution.Proved || _best.Unserved == _unservable.Count;
    }

    // Null if the arrival is proved to be the earliest, else the gap that is left.
    private double? Arrive()
    {
        if (_best.Arrival > ArrivalBound)
        {
            var model = Reduced();
            var solution = _solver.Minimise(model, model.Arrival, ReportIfBetter, fromBelow: true, share: 0.7);
            Keep(solution.Plan);
            _jointBound = Math.Min(solution.Bound, _best.Arrival);
            Polish();
        }

        return _best.Arrival > ArrivalBound ? Gap(_best.Arrival, ArrivalBound) : null;
    }

    // Each slot once more with what the others leave: the least travel that arrives no later.
    private void Polish()
    {
        for (var s = 0; _slots.Count > 1 && s < _slots.Count; s++)
        {
            if (_best.Teams[s] is { } team)
            {
                var left = Taken.By(_best.Teams.Where((_, other) => other != s)).LeaveOf(_slots[s]);
                var model = new PlanModel([Kinds.Reduce(left, left.Requirement.MaxMembers, team.Arrival)], _ => false);
                model.Hint(new([team]));
                Keep(_solver.Minimise(model, model.Travel).Plan is { } alone ? _best.With(s, alone.Teams[0]) : null);
            }
        }

        Report(Math.Max(Gap(_best.Arrival, ArrivalBound), double.Epsilon), ArrivalBound);
    }

    private void ReportIfBetter(Plan plan)
    {
        if (Keep(plan))
        {
            Report(Math.Max(Gap(_best.Arrival, ArrivalBound), double.Epsilon), ArrivalBound);
        }
    }

    private Finding Travel()
    {
        var (arrival, bound) = (_best.Arrival, TravelBound());
        if (_best.Travel > bound)
        {
            Report(Gap(_best.Travel, bound), arrival);
            var model = Reduced();
            model.Model.Add(model.Arrival <= arrival);
            var solution = _solver.Minimise(model, model.Travel, plan => Keep(plan));
            Keep(solution.Plan);
            bound = Math.Max(bound, Math.Min(solution.Bound, _best.Travel));
        }

        var gap = Gap(_best.Travel, bound);
        return gap > 0 ? Report(gap, arrival) : Rest();
    }

    // What each slot travels at least as if it were alone, arriving no later than it may in a plan that arrives as early as the best.
    private long TravelBound()
    {
        if (_slots.Count == 1 || _best.Unserved > _unservable.Count)
        {
            return 0;
        }

        var (bound, slack) = (0L, _best.Arrival - _bounds.Sum());
        for (var s = 0; s < _slots.Count; s++)
        {
            if (!_unservable.Contains(s))
            {
                var model = new PlanModel([Kinds.Reduce(_slots[s], _slots[s].Requirement.MaxMembers, _bounds[s] + slack)], _ => false);
                bound += Math.Max(0, _solver.Minimise(model, model.Travel).Bound);
            }
        }

        return bound;
    }

    private Finding Rest()
    {
        Report(0, _best.Arrival);
        var model = Reduced();
        model.Model.Add(model.Arrival <= _best.Arrival);
        model.Model.Add(model.Travel <= _best.Travel);
        _best = _solver.Minimise(model, model.Rest(_atBase)).Plan ?? _best;
        return Report(0, _best.Arrival);
    }

    // A model of what a better plan can have.
    private PlanModel Reduced()
    {
        var complete = _best.Unserved == _unservable.Count;
        var slack = _best.Arrival - _bounds.Where((_, s) => _best.Teams[s] is not null).Sum();
        var model = new PlanModel(
            [.. _slots.Select((slot, s) => Kinds.Reduce(slot, _most, _unservable.Contains(s) ? -1 : complete ? _bounds[s] + slack : long.MaxValue))],
            s => !complete || _unservable.Contains(s), _avoided);
        model.Model.Add(model.Unserved <= _best.Unserved);
        model.Hint(_best);
        return model;
    }

    private bool Keep(Plan? plan)
    {
        var better = plan is not null && plan.CompareTo(_best) < 0;
        _best = better ? plan! : _best;
        return better;
    }

    private Finding Report(double gap, long bound)
    {
        var finding = new Finding(_best, gap, bound);
        _report(finding);
        return finding;
    }

    private static double Gap(long value, long bound) => value <= bound ? 0 : (value - bound) / (double)Math.Max(1, value);
}
