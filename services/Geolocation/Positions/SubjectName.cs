using System.Buffers;
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
    private const int ShortestId = 4;
    private const int LongestId = 63;

    private static readonly SearchValues<byte> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);
    private static readonly SearchValues<byte> IdLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-"u8);

    /// <summary>The collection that only a field unit or a service reports about.</summary>
    public static ReadOnlySpan<byte> MembersBytes => "members/"u8;

    public static bool IsValid(string subject) => subject.Length <= MostLetters && Pattern().IsMatch(subject);

    /// <summary>The same of its UTF-8 bytes, in a tenth of the time.</summary>
    public static bool IsValid(ReadOnlySpan<byte> subject)
    {
        if (subject.Length > MostLetters)
        {
            return false;
        }

        var isId = false;
        while (true)
        {
            var slash = subject.IndexOf((byte)'/');
            var word = slash < 0 ? subject : subject[..slash];
            if (!(isId ? IsId(word) : IsCollection(word)))
            {
                return false;
            }

            if (slash < 0)
            {
                return isId;
            }

            subject = subject[(slash + 1)..];
            isId = !isId;
        }
    }

    /// <summary>The name of a subject's position, <c>positions/{subject}</c>.</summary>
    public static string PositionOf(string subject) => Positions + subject;

    /// <summary>The subject of the name of a position.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <c>INVALID_NAME</c>.</exception>
    public static string OfPosition(string name, string field) =>
        name.StartsWith(Positions, StringComparison.Ordinal) && IsValid(name[Positions.Length..])
            ? name[Positions.Length..]
            : throw new DomainException(Fault.Invalid, "INVALID_NAME", $"{field}: '{name}' is not a name of the form positions/{{subject}}.",
                [new(field, $"'{name}' is not a name of the form positions/{{subject}}")]);

    private static bool IsCollection(ReadOnlySpan<byte> word) => word.Length > 0 && IsLower(word[0]) && !word.ContainsAnyExcept(Letters);

    private static bool IsId(ReadOnlySpan<byte> word) =>
        word.Length is >= ShortestId and <= LongestId && IsLower(word[0]) && word[^1] != '-' && !word.ContainsAnyExcept(IdLetters);

    private static bool IsLower(byte letter) => letter is >= (byte)'a' and <= (byte)'z';

    [GeneratedRegex(@"^[a-z][a-zA-Z]*/[a-z][a-z0-9-]{2,61}[a-z0-9](/[a-z][a-zA-Z]*/[a-z][a-z0-9-]{2,61}[a-z0-9])*\z")]
    private static partial Regex Pattern();
}
