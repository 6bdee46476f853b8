using System.Collections.Immutable;

namespace TaskForce.Roster.Formation.Search;

/// <summary>People whom one slot's rules cannot tell apart, nearest first.</summary>
internal sealed record Kind(ulong Skills, ulong Languages, ulong Crews, int Nation, bool Leads, bool Interprets, string Base, string Obstacles, ImmutableArray<Traits> People);

internal static class Kinds
{
    /// <summary>The kinds of a slot's people, in a fixed order.</summary>
    public static ImmutableArray<Kind> Of(Slot slot)
    {
        var telling = slot.Requirement.Interpreter is null ? slot.Allowed : ulong.MaxValue;
        return [.. slot.People
            .GroupBy(person => (person.Skills, Languages: person.Languages & telling, person.Crews, person.Nation, Leads: person.LeaderGrade > 0, person.Interprets,
                Base: slot.MayLeave.IsEmpty ? "" : Slot.BaseOf(person.Candidate), Obstacles: string.Join(',', person.Candidate.Obstacles.Select(obstacle => obstacle.Rule))))
            .Select(group => new Kind(group.Key.Skills, group.Key.Languages, group.Key.Crews, group.Key.Nation, group.Key.Leads, group.Key.Interprets, group.Key.Base, group.Key.Obstacles, [.. group]))];
    }

    /// <summary>
    /// Leaves of each kind only the nearest: as many as can be taken. Whoever is left out could be exchanged for one who is nearer
    /// and free, so the earliest arrival and the least travel stay what they are.
    /// </summary>
    /// <param name="slot">The slot.</param>
    /// <param name="most">How many people all teams together can have at most.</param>
    /// <param name="cutoff">Whoever needs longer than so many seconds is left out, because no better plan has them.</param>
    public static Slot Reduce(Slot slot, int most, long cutoff)
    {
        var kept = Of(slot).SelectMany(kind => kind.People.Take(most)).Where(person => person.Arrival <= cutoff).ToHashSet();
        return slot.With(slot.People.Where(person => kept.Contains(person) || slot.Included.Contains(person.Person)));
    }
}
