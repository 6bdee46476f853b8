using TaskForce.Roster.Formation.Search;

namespace TaskForce.Formation;

/// <summary>
/// What a careful dispatcher does by hand: hotspot after hotspot, in each language the nearest who are still needed, then the nearest of
/// all until the team is big enough. It overlooks nobody, and never goes back.
/// </summary>
internal static class Greedy
{
    public static Plan Find(IReadOnlyList<Slot> slots)
    {
        var taken = new Taken();
        var teams = new List<Draft?>();
        foreach (var slot in slots)
        {
            var team = Enumerable.Range(0, slot.Languages.Length).Select(language => Find(slot, language, taken)).OfType<Draft>()
                .OrderBy(draft => draft.Arrival).ThenBy(draft => draft.Travel).FirstOrDefault();
            teams.Add(team);
            if (team is not null)
            {
                taken.Add(team);
            }
        }

        return new([.. teams]);
    }

    private static Draft? Find(Slot slot, int language, Taken taken)
    {
        var speakers = slot.People.Where(person => (person.Languages & (1UL << language)) != 0 && !taken.People.Contains(person.Person)).ToList();
        var tally = new Tally(slot, [], taken);
        foreach (var person in speakers)
        {
            if (tally.Count < slot.Requirement.MaxMembers && tally.IsMissing
                && tally.GainOf(new(person.Skills, person.Languages, person.Crews, person.Nation, person.LeaderGrade > 0, person.Interprets, "", "", [])) > 0)
            {
                tally.Add(person);
            }
        }

        foreach (var person in speakers.Where(person => !tally.Has(person.Person)).Take(Math.Max(0, slot.Requirement.MinMembers - tally.Count)).ToList())
        {
            tally.Add(person);
        }

        if (tally.IsMissing || tally.Count < slot.Requirement.MinMembers)
        {
            return null;
        }

        var leader = tally.People.Where(person => person.LeaderGrade > 0).MaxBy(person => person.LeaderGrade)!;
        return new(slot, [.. tally.People], leader, tally.People.First(person => person.LeaderGrade > 0 && person.Nation != leader.Nation), []);
    }
}
