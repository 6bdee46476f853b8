using System.Collections.Immutable;
using System.Numerics;

namespace TaskForce.Roster.Formation.Search;

/// <summary>Counts what a growing team still misses. All its people must speak one language; that is for the caller to see to.</summary>
internal sealed class Tally
{
    private readonly Slot _slot;
    private readonly int[] _skills;
    private readonly int[] _quotas;
    private readonly int[] _crews;
    private readonly HashSet<int> _led = [];
    private readonly HashSet<int> _persons = [];
    private readonly Taken _taken;
    private readonly Dictionary<string, int> _left = [];
    private ulong _wantedSkills;
    private ulong _wantedCrews;
    private int _wantedPeople;

    /// <param name="slot">What the team is for.</param>
    /// <param name="equipment">The assets, whose crews must be in the team.</param>
    /// <param name="taken">Who is not free.</param>
    public Tally(Slot slot, ImmutableArray<AssetTraits> equipment, Taken taken)
    {
        (_slot, _taken) = (slot, taken);
        _skills = [.. slot.Requirement.Skills.Select(need => need.Count)];
        _quotas = [.. slot.Requirement.Quotas.Select(quota => quota.MinMembers)];
        _crews = new int[slot.Crews.Length];
        foreach (var (crew, count) in equipment.SelectMany(asset => asset.Crews))
        {
            _crews[crew] += count;
        }

        _wantedSkills = Wanted(_skills);
        _wantedCrews = Wanted(_crews);
        _wantedPeople = _quotas.Sum();
    }

    public List<Traits> People { get; } = [];

    public int Count => People.Count;

    /// <summary>Whether somebody is missing, the smallest size aside.</summary>
    public bool IsMissing => _wantedSkills != 0 || _wantedCrews != 0 || _wantedPeople > 0 || _led.Count < 2;

    public static Tally Of(Slot slot, ImmutableArray<AssetTraits> equipment, Taken taken, IEnumerable<Traits> people)
    {
        var tally = new Tally(slot, equipment, taken);
        foreach (var person in people)
        {
            tally.Add(person);
        }

        return tally;
    }

    public bool Has(int person) => _persons.Contains(person);

    /// <summary>Whether a person can come: free, not there yet, and the base may let one more go.</summary>
    public bool MayAdd(Traits person) => !Has(person.Person) && !_taken.People.Contains(person.Person)
        && (_slot.MayLeave.IsEmpty || MayLeave(Slot.BaseOf(person.Candidate)));

    /// <summary>How many of the things that are missing one more of a kind would bring.</summary>
    public int GainOf(Kind kind) =>
        BitOperations.PopCount(kind.Skills & _wantedSkills)
        + ((kind.Crews & _wantedCrews) != 0 ? 1 : 0)
        + (_quotas[kind.Nation] > 0 ? 1 : 0)
        + (kind.Leads && _led.Count < 2 && !_led.Contains(kind.Nation) ? 1 : 0);

    public void Add(Traits person)
    {
        People.Add(person);
        _persons.Add(person.Person);
        for (var i = 0; i < _skills.Length; i++)
        {
            _skills[i] -= (int)((person.Skills >> i) & 1);
        }

        _wantedSkills = Wanted(_skills);
        AddCrew(person);
        _wantedPeople -= _quotas[person.Nation]-- > 0 ? 1 : 0;
        if (person.LeaderGrade > 0)
        {
            _led.Add(person.Nation);
        }

        if (!_slot.MayLeave.IsEmpty)
        {
            var home = Slot.BaseOf(person.Candidate);
            _left[home] = _left.GetValueOrDefault(home) + 1;
        }
    }

    private bool MayLeave(string home) =>
        !_slot.MayLeave.TryGetValue(home, out var most) || _left.GetValueOrDefault(home) + _taken.Bases.GetValueOrDefault(home) < most;

    // One member runs one asset, so only one kind of crew is met.
    private void AddCrew(Traits person)
    {
        if ((person.Crews & _wantedCrews) != 0)
        {
            _crews[BitOperations.TrailingZeroCount(person.Crews & _wantedCrews)]--;
            _wantedCrews = Wanted(_crews);
        }
    }

    private static ulong Wanted(int[] counts)
    {
        var bits = 0UL;
        for (var i = 0; i < counts.Length; i++)
        {
            bits |= counts[i] > 0 ? 1UL << i : 0;
        }

        return bits;
    }
}
