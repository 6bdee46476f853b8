using System.Collections.Immutable;
using Google.OrTools.Sat;

namespace TaskForce.Roster.Formation.Search;

/// <summary>One slot's rules as constraints of a model.</summary>
internal sealed class SlotModel
{
    private const int BestGrade = 5;

    private readonly CpModel _model;
    private readonly Switches _switches;
    private readonly ImmutableArray<BoolVar> _languages;
    private readonly List<(BoolVar Late, int Step)> _levels = [];

    /// <param name="model">Where the constraints go.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="number">The slot's number, for names.</param>
    /// <param name="optional">Whether the slot may stay without a team.</param>
    /// <param name="switches">How rules are turned off.</param>
    public SlotModel(CpModel model, Slot slot, int number, bool optional, Switches switches)
    {
        (_model, Slot, _switches) = (model, slot, switches);
        Served = model.NewBoolVar($"served{number}");
        if (!optional)
        {
            model.Add(Served == 1);
        }

        Chosen = Variables("person", slot.People.Length, number);
        Assets = Variables("asset", slot.Assets.Length, number);
        Leader = Variables("leader", slot.People.Length, number);
        Deputy = Variables("deputy", slot.People.Length, number);
        _languages = Variables("language", slot.Languages.Length, number);
        Members();
        Language();
        Leaders();
        Equipment();
        Crews();
        Arrivals();
    }

    public Slot Slot { get; }

    public BoolVar Served { get; }

    public ImmutableArray<BoolVar> Chosen { get; }

    public ImmutableArray<BoolVar> Leader { get; }

    public ImmutableArray<BoolVar> Deputy { get; }

    public ImmutableArray<BoolVar> Assets { get; }

    /// <summary>When the last arrives, seconds.</summary>
    public LinearExpr Arrival => _levels.Count == 0
        ? LinearExpr.Constant(0)
        : LinearExpr.WeightedSum(_levels.Select(level => level.Late), _levels.Select(level => (long)level.Step));

    public LinearExpr Travel => Weighted(Chosen, i => Slot.People[i].Seconds);

    public LinearExpr EquipmentTravel => Weighted(Assets, i => Slot.Assets[i].Seconds + 1L);

    public LinearExpr RecentMissions => Weighted(Chosen, i => Slot.People[i].RecentMissions);

    /// <summary>How far leader and deputy are from the best grade.</summary>
    public LinearExpr GradesMissing => Weighted(Leader, GradeMissing) + Weighted(Deputy, GradeMissing);

    /// <summary>The team that a solver found, or null if the slot has none.</summary>
    public Draft? Read(Func<BoolVar, bool> value)
    {
        if (!value(Served))
        {
            return null;
        }

        var people = Enumerable.Range(0, Chosen.Length).Where(i => value(Chosen[i])).ToList();
        return new(Slot, [.. people.Select(i => Slot.People[i])], Slot.People[people.First(i => value(Leader[i]))], Slot.People[people.First(i => value(Deputy[i]))],
            FirstEquipment.Prune(Slot, Slot.Assets.Where((_, i) => value(Assets[i])), people.Count));
    }

    /// <summary>Tells the solver where to begin.</summary>
    public void Hint(Draft? team)
    {
        _model.AddHint(Served, team is not null);
        var (people, assets) = (team?.People.Select(person => person.Person).ToHashSet() ?? [], team?.Assets.Select(asset => asset.Thing).ToHashSet() ?? []);
        for (var i = 0; i < Chosen.Length; i++)
        {
            _model.AddHint(Chosen[i], people.Contains(Slot.People[i].Person));
            _model.AddHint(Leader[i], team?.Leader.Person == Slot.People[i].Person);
            _model.AddHint(Deputy[i], team?.Deputy.Person == Slot.People[i].Person);
        }

        for (var i = 0; i < Assets.Length; i++)
        {
            _model.AddHint(Assets[i], assets.Contains(Slot.Assets[i].Thing));
        }
    }

    private long GradeMissing(int i) => BestGrade - Slot.People[i].LeaderGrade;

    private void Members()
    {
        var requirement = Slot.Requirement;
        _model.Add(LinearExpr.Sum(Chosen) >= requirement.MinMembers * Served);
        _model.Add(LinearExpr.Sum(Chosen) <= Slot.People.Length * Served);
        _switches.Under(_model, "max_members", _model.Add(LinearExpr.Sum(Chosen) <= requirement.MaxMembers));
        for (var n = 0; n < requirement.Quotas.Length; n++)
        {
            AtLeast($"nation:{requirement.Quotas[n].Nation}", Sum(Chosen, i => Slot.People[i].Nation == n), requirement.Quotas[n].MinMembers);
        }

        for (var s = 0; s < requirement.Skills.Length; s++)
        {
            AtLeast($"skill:{requirement.Skills[s].Skill}", Sum(Chosen, i => (Slot.People[i].Skills & (1UL << s)) != 0), requirement.Skills[s].Count);
        }

        foreach (var person in Slot.Included)
        {
            AtLeast($"included", Sum(Chosen, i => Slot.People[i].Person == person), 1);
        }

        foreach (var rule in Slot.Broken)
        {
            _switches.Under(_model, rule, _model.Add(Served == 0));
        }

        _switches.Exclude(_model, Slot, Chosen);
    }

    // Whoever does not speak the team's language needs an interpreter in the team who speaks it and one of theirs.
    private void Language()
    {
        var allowed = Enumerable.Range(0, _languages.Length).Where(l => (Slot.Allowed & (1UL << l)) != 0).ToList();
        _model.Add(LinearExpr.Sum(allowed.Select(l => _languages[l])) == Served);
        foreach (var language in allowed)
        {
            foreach (var group in Enumerable.Range(0, Chosen.Length).Where(i => (Slot.People[i].Languages & (1UL << language)) == 0).GroupBy(i => Slot.People[i].Languages))
            {
                var interpreters = Enumerable.Range(0, Chosen.Length).Where(i => Slot.Requirement.Interpreter is not null && Slot.People[i].Interprets
                    && (Slot.People[i].Languages & (1UL << language)) != 0 && (Slot.People[i].Languages & group.Key) != 0).Select(i => (ILiteral)Chosen[i]).ToList();
                foreach (var i in group)
                {
                    _switches.Under(_model, "language", _model.AddBoolOr([Chosen[i].Not(), _languages[language].Not(), .. interpreters]));
                }
            }
        }
    }

    private void Leaders()
    {
        _model.Add(LinearExpr.Sum(Leader) == Served);
        _model.Add(LinearExpr.Sum(Deputy) == Served);
        for (var i = 0; i < Chosen.Length; i++)
        {
            _model.Add(Leader[i] + Deputy[i] <= Chosen[i]);
            if (Slot.People[i].LeaderGrade == 0)
            {
                _switches.Under(_model, "leader", _model.Add(Leader[i] + Deputy[i] == 0));
            }
        }

        for (var n = 0; n < Slot.Requirement.Quotas.Length; n++)
        {
            _model.Add(Sum(Leader, i => Slot.People[i].Nation == n) + Sum(Deputy, i => Slot.People[i].Nation == n) <= 1);
        }
    }

    private void Equipment()
    {
        for (var a = 0; a < Slot.Requirement.Assets.Length; a++)
        {
            AtLeast($"asset:{Slot.Requirement.Assets[a].Capability}", Sum(Assets, i => (Slot.Assets[i].Capabilities & (1UL << a)) != 0), Slot.Requirement.Assets[a].Count);
        }

        for (var i = 0; i < Assets.Length; i++)
        {
            _model.AddImplication(Assets[i], Served);
        }

        if (Slot.Requirement.SeatsForAll)
        {
            _switches.Under(_model, "seats", _model.Add(Weighted(Assets, i => Slot.Assets[i].Seats) >= LinearExpr.Sum(Chosen)));
        }
    }

    // Each member runs at most one asset; who runs which of the same kind does not matter.
    private void Crews()
    {
        if (Slot.Crews.IsEmpty)
        {
            return;
        }

        var crews = Slot.Crews.Select(_ => new List<BoolVar>()).ToList();
        for (var i = 0; i < Chosen.Length; i++)
        {
            var runs = Enumerable.Range(0, crews.Count).Where(c => (Slot.People[i].Crews & (1UL << c)) != 0).Select(c => (Crew: c, Runs: _model.NewBoolVar($"runs{i}-{c}"))).ToList();
            runs.ForEach(run => crews[run.Crew].Add(run.Runs));
            _model.Add(LinearExpr.Sum(runs.Select(run => run.Runs)) <= Chosen[i]);
        }

        for (var c = 0; c < crews.Count; c++)
        {
            var needed = Weighted(Assets, i => Slot.Assets[i].Crews.Where(crew => crew.Crew == c).Sum(crew => (long)crew.Count));
            _switches.Under(_model, $"crew:{Slot.Crews[c].Skill}", _model.Add(LinearExpr.Sum(crews[c]) >= needed));
        }
    }

    // The latest arrival as steps: whoever needs longer than a step's time takes it, and with it every step before.
    private void Arrivals()
    {
        var times = Slot.People.Select(person => person.Arrival).Distinct().Order().ToList();
        var late = new Dictionary<int, BoolVar>();
        for (var t = 0; t < times.Count; t++)
        {
            late[times[t]] = t == 0 ? Served : _model.NewBoolVar($"late{t}");
            _levels.Add((late[times[t]], t == 0 ? times[0] : times[t] - times[t - 1]));
            if (t > 0)
            {
                _model.AddImplication(late[times[t]], late[times[t - 1]]);
            }
        }

        for (var i = 0; i < Chosen.Length; i++)
        {
            _model.AddImplication(Chosen[i], late[Slot.People[i].Arrival]);
        }
    }

    private void AtLeast(string rule, LinearExpr sum, int count) => _switches.Under(_model, rule, _model.Add(sum >= count * Served));

    private ImmutableArray<BoolVar> Variables(string what, int count, int number) =>
        [.. Enumerable.Range(0, count).Select(i => _model.NewBoolVar($"{what}{number}-{i}"))];

    private static LinearExpr Sum(ImmutableArray<BoolVar> variables, Func<int, bool> counts) =>
        LinearExpr.Sum(Enumerable.Range(0, variables.Length).Where(counts).Select(i => variables[i]));

    private static LinearExpr Weighted(ImmutableArray<BoolVar> variables, Func<int, long> weight) => variables.IsEmpty
        ? LinearExpr.Constant(0)
        : LinearExpr.WeightedSum(variables, Enumerable.Range(0, variables.Length).Select(weight));
}
