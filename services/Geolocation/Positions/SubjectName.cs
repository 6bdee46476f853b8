using System.Text.RegularExpressions;

namespace TaskForce.Geolocation.Positions;

/// <summary>
/// Reads the names of what moves. This service knows no subject by kind: any resource name will do, <c>collection/id</c> once or
/// nested, with ids as everywhere.
/// </summary>
internal static partial class SubjectName
{
    private const string Positions = "positions/";
    private const int MostLetters = 200;

    /// <summary>The collection that only a field unit or a service reports about.</summary>
    public const string Members = "members/";

    public static bool IsValid(string subject) => subject.Length <= MostLetters && Pattern().IsMatch(subject);

    /// <summary>The name of a subject's position, <c>positions/{subject}</c>.</summary>
    public static string PositionOf(string subject) => Positions + subject;

    /// <summary>The subject of the name of a position.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <c>INVALID_NAME</c>.</exception>
    public static string OfPosition(string name, string field) =>
        name.StartsWith(Positions, StringComparison.Ordinal) && IsValid(name[Positions.Length..])
            ? name[Positions.Length..]
            : throw new DomainException(Fault.Invalid, "INVALID_NAME", $"{field}: '{name}' is not a name of the form positions/{{subject}}.",
                [new(field, $"'{name}' is not a name of the form positions/{{subject}}")]);

    [GeneratedRegex(@"^[a-z][a-zA-Z]*/[a-z][a-z0-9-]{2,61}[a-z0-9](/[a-z][a-zA-Z]*/[a-z][a-z0-9-]{2,61}[a-z0-9])*\z")]
    private static partial Regex Pattern();
}
