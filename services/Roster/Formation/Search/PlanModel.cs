using System.Collections.Immutable;
using Google.OrTools.Sat;

namespace TaskForce.Roster.Formation.Search;

/// <summary>The choice of teams for several slots as one constraint model: people and assets are in one team at most.</summary>
internal sealed class PlanModel
{
    private readonly CpModel _model = new();
    private readonly ImmutableArray<SlotModel> _slots;
    private readonly Switches _switches;

    /// <param name="slots">The slots, with whom they can have.</param>
    /// <param name="optional">Which slots, by number, may stay without a team.</param>
    /// <param name="avoided">Teams not to find again, as people's numbers; only for a single slot.</param>
    /// <param name="switches">How rules are turned off.</param>
    public PlanModel(IReadOnlyList<Slot> slots, Func<int, bool> optional, IEnumerable<IReadOnlySet<int>>? avoided = null, Switches? switches = null)
    {
        _switches = switches ?? Switches.None;
        _slots = [.. slots.Select((slot, number) => new SlotModel(_model, slot, number, optional(number), _switches))];
        Share(slot => slot.Slot.People.Select(person => person.Person), slot => slot.Chosen);
        Share(slot => slot.Slot.Assets.Select(asset => asset.Thing), slot => slot.Assets);
        KeepReserves();
        foreach (var team in avoided ?? [])
        {
            var again = People().Where(person => team.Contains(person.Traits.Person)).Select(person => person.Chosen).ToList();
            if (again.Count == team.Count)
            {
                _model.Add(LinearExpr.Sum(again) <= team.Count - 1);
            }
        }
    }

    public CpModel Model => _model;

    public ImmutableArray<SlotModel> Slots => _slots;

    /// <summary>How many slots stay without a team.</summary>
    public LinearExpr Unserved => _slots.Length - LinearExpr.Sum(_slots.Select(slot => slot.Served));

    /// <summary>The sum of the latest arrivals, seconds.</summary>
    public LinearExpr Arrival => LinearExpr.Sum(_slots.Select(slot => slot.Arrival));

    /// <summary>The sum of all travel times, seconds.</summary>
    public LinearExpr Travel => LinearExpr.Sum(_slots.Select(slot => slot.Travel));

    /// <summary>
    /// The goals after arrival and travel, none of which can outweigh the one before: fair use of people, fewest bases stripped,
    /// equipment from near, the best qualified leaders.
    /// </summary>
    public LinearExpr Rest(IReadOnlyDictionary<string, int> atBase)
    {
        var stripped = Stripped(atBase);
        var (grades, travels) = ((10L * _slots.Length) + 1, _slots.Sum(slot => slot.Slot.Assets.Sum(asset => asset.Seconds + 1L)) + 1);
        var bases = stripped.Count + 1L;
        return (LinearExpr.Sum(_slots.Select(slot => slot.RecentMissions)) * (bases * travels * grades))
            + (LinearExpr.Sum(stripped) * (travels * grades))
            + (LinearExpr.Sum(_slots.Select(slot => slot.EquipmentTravel)) * grades)
            + LinearExpr.Sum(_slots.Select(slot => slot.GradesMissing));
    }

    public void Hint(Plan plan)
    {
        for (var s = 0; s < _slots.Length; s++)
        {
            _slots[s].Hint(plan.Teams[s]);
        }
    }

    public Plan Read(Func<BoolVar, bool> value)
    {
        _switches.Read(value);
        return new([.. _slots.Select(slot => slot.Read(value))]);
    }

    private IEnumerable<(Traits Traits, BoolVar Chosen)> People() =>
        _slots.SelectMany(slot => slot.Slot.People.Zip(slot.Chosen));

    private void Share(Func<SlotModel, IEnumerable<int>> numbers, Func<SlotModel, ImmutableArray<BoolVar>> variables)
    {
        foreach (var wanted in _slots.SelectMany(slot => numbers(slot).Zip(variables(slot))).GroupBy(pair => pair.First, pair => (ILiteral)pair.Second))
        {
            if (wanted.Count() > 1)
            {
                _model.AddAtMostOne(wanted);
            }
        }
    }

    private void KeepReserves()
    {
        foreach (var home in Slot.MayLeaveAll(_slots.Select(slot => slot.Slot)))
        {
            _switches.Under(_model, "base-reserve", _model.Add(
                LinearExpr.Sum(People().Where(person => Slot.BaseOf(person.Traits.Candidate) == home.Key).Select(person => person.Chosen)) <= home.Value));
        }
    }

    private List<BoolVar> Stripped(IReadOnlyDictionary<string, int> atBase)
    {
        List<BoolVar> stripped = [];
        foreach (var home in People().GroupBy(person => Slot.BaseOf(person.Traits.Candidate)))
        {
            var everyone = atBase[home.Key];
            if (home.Select(person => person.Traits.Person).Distinct().Count() >= everyone)
            {
                var isStripped = _model.NewBoolVar($"stripped{home.Key}");
                _model.Add(LinearExpr.Sum(home.Select(person => person.Chosen)) <= everyone - 1 + isStripped);
                stripped.Add(isStripped);
            }
        }

        return stripped;
    }
}
