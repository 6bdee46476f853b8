using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Positions;

/// <summary>Which positions a watch or a question is about: a filter of the contract, read once and asked often.</summary>
/// <param name="Nation">Only this nation's; empty for any.</param>
/// <param name="Subjects">Only these; empty for any.</param>
/// <param name="Area">Only within; null for anywhere.</param>
internal sealed record Selection(string Nation, IReadOnlySet<string> Subjects, Area? Area)
{
    public static Selection Everything { get; } = new("", new HashSet<string>(), null);

    /// <summary>Reads a filter, or notes what is wrong with it.</summary>
    public static Selection Read(V1.PositionFilter? filter, Violations violations)
    {
        if (filter is null)
        {
            return Everything;
        }

        violations.CheckNation(filter.Nation, "filter.nation");
        foreach (var (i, subject) in filter.Subjects.Index())
        {
            violations.Check(SubjectName.IsValid(subject), $"filter.subjects[{i}]", "must be a resource name such as members/{member}");
        }

        return new(filter.Nation, filter.Subjects.ToHashSet(), violations.ReadArea(filter.Area, "filter.area"));
    }
}
