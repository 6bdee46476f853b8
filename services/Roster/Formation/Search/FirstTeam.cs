using System.Collections.Immutable;

namespace TaskForce.Roster.Formation.Search;

/// <summary>
/// Finds a good valid team for one slot in well under a millisecond, without a solver: the smallest limit of travel time within which
/// picking whoever helps most makes a valid team, then exchanging the farthest for the nearest. It knows no interpreters. Not thread safe.
/// </summary>
internal sealed class FirstTeam(Slot slot)
{
    private readonly ImmutableArray<Kind> _kinds = Kinds.Of(slot);
    private readonly ImmutableArray<int> _limits = [.. slot.People.Select(person => person.Arrival).Distinct()];

    /// <summary>The team, or null if none was found; there may be one nevertheless.</summary>
    /// <param name="taken">Who and what is not free.</param>
    public Draft? Find(Taken taken)
    {
        if (!slot.Broken.IsEmpty || FirstEquipment.Pick(slot, taken) is not { } equipment)
        {
            return null;
        }

        Draft? best = null;
        for (var language = 0; language < slot.Languages.Length; language++)
        {
            if ((slot.Allowed & (1UL << language)) != 0 && Find(language, equipment, taken, best?.Arrival ?? int.MaxValue) is { } team
                && (best is null || (team.Arrival, team.Travel).CompareTo((best.Arrival, best.Travel)) < 0))
            {
                best = team;
            }
        }

        return best;
    }

    private Draft? Find(int language, ImmutableArray<AssetTraits> equipment, Taken taken, int worst)
    {
        var kinds = _kinds.Where(kind => (kind.Languages & (1UL << language)) != 0).ToList();
        var (low, high) = (0, _limits.Length - 1);
        while (high >= 0 && _limits[high] > worst)
        {
            high--;
        }

        List<Traits>? team = null;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (Build(kinds, equipment, _limits[middle], taken) is { } found)
            {
                (team, high) = (found, middle - 1);
            }
            else
            {
                low = middle + 1;
            }
        }

        return team is null ? null : Finish(team, kinds, equipment, taken);
    }

    private List<Traits>? Build(List<Kind> kinds, ImmutableArray<AssetTraits> equipment, int limit, Taken taken)
    {
        var tally = new Tally(slot, equipment, taken);
        foreach (var person in kinds.SelectMany(kind => kind.People).Where(person => slot.Included.Contains(person.Person)))
        {
            tally.Add(person);
        }

        while (tally.IsMissing || tally.Count < slot.Requirement.MinMembers)
        {
            if (tally.Count == slot.Requirement.MaxMembers || Best(kinds, tally, limit) is not { } next)
            {
                return null;
            }

            tally.Add(next);
        }

        return slot.Included.All(person => tally.Has(person)) ? tally.People : null;
    }

    private static Traits? Best(List<Kind> kinds, Tally tally, int limit)
    {
        var (best, most) = ((Traits?)null, tally.IsMissing ? 1 : 0);
        foreach (var kind in kinds)
        {
            var gain = tally.GainOf(kind);
            if (gain >= most && Nearest(kind, tally, limit) is { } person && (best is null || gain > most || person.Seconds < best.Seconds))
            {
                (best, most) = (person, gain);
            }
        }

        return best;
    }

    private static Traits? Nearest(Kind kind, Tally tally, int limit)
    {
        foreach (var person in kind.People)
        {
            if (person.Seconds > limit)
            {
                return null;
            }

            if (tally.MayAdd(person))
            {
                return person;
            }
        }

        return null;
    }

    // The farthest go first: left out if the team is valid without them, else exchanged for somebody nearer.
    private Draft? Finish(List<Traits> team, List<Kind> kinds, ImmutableArray<AssetTraits> equipment, Taken taken)
    {
        foreach (var person in team.OrderByDescending(person => person.Seconds).ToList())
        {
            if (slot.Included.Contains(person.Person))
            {
                continue;
            }

            var rest = team.Where(other => other != person).ToList();
            if (IsValid(rest, equipment, taken))
            {
                team = rest;
                continue;
            }

            var nearer = kinds.Select(kind => Nearest(kind, Tally.Of(slot, equipment, taken, rest), person.Seconds - 1))
                .OfType<Traits>().OrderBy(other => other.Seconds).FirstOrDefault(other => IsValid([.. rest, other], equipment, taken));
            team = nearer is null ? team : [.. rest, nearer];
        }

        return FirstEquipment.Seat(slot, equipment, team.Count, taken) is { } assets && Leaders(team) is var (leader, deputy)
            ? new(slot, [.. team], leader, deputy, assets)
            : null;
    }

    private bool IsValid(List<Traits> team, ImmutableArray<AssetTraits> equipment, Taken taken) =>
        team.Count >= slot.Requirement.MinMembers && !Tally.Of(slot, equipment, taken, team).IsMissing;

    private static (Traits Leader, Traits Deputy)? Leaders(List<Traits> team)
    {
        var able = team.Where(person => person.LeaderGrade > 0).OrderByDescending(person => person.LeaderGrade).ToList();
        return able.Count > 0 && able.Find(person => person.Nation != able[0].Nation) is { } deputy ? (able[0], deputy) : null;
    }
}
