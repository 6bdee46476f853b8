using TaskForce.Roster.Members;

namespace TaskForce.Roster.Formation;

/// <summary>The language that reaches every member of a team.</summary>
internal static class Languages
{
    /// <summary>The languages that reach everybody and the requirement allows: those without interpreters first, then the requirement's first choice.</summary>
    public static IEnumerable<string> Shared(Lineup lineup, Requirement requirement)
    {
        var spoken = lineup.Members.SelectMany(member => member.Member.Details.Languages).Distinct().Order(StringComparer.Ordinal);
        var allowed = requirement.Languages.IsEmpty ? spoken : requirement.Languages.AsEnumerable();
        return allowed.Where(language => lineup.Members.All(member => Speaks(member, language) || IsInterpreted(member, language, lineup, requirement)))
            .OrderBy(language => Interpreted(lineup, language).Count());
    }

    /// <summary>Who does not speak it.</summary>
    public static IEnumerable<Candidate> Interpreted(Lineup lineup, string language) => lineup.Members.Where(member => !Speaks(member, language));

    private static bool IsInterpreted(Candidate member, string language, Lineup lineup, Requirement requirement) =>
        requirement.Interpreter is { } interpreter && lineup.Members.Any(other =>
            other != member && Speaks(other, language)
            && other.Member.GradeOf(interpreter.Skill, requirement.Period) >= interpreter.MinGrade
            && other.Member.Details.Languages.Any(own => Speaks(member, own)));

    private static bool Speaks(Candidate candidate, string language) => candidate.Member.Details.Languages.Contains(language);
}
