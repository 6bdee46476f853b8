using System.Text.RegularExpressions;
using Google.Type;

namespace TaskForce.Roster;

/// <summary>The short codes that records are full of.</summary>
internal static partial class Codes
{
    /// <summary>Whether it is an ISO 639 code: two letters, or three where there are no two (<c>ber</c>).</summary>
    public static bool IsLanguage(string code) => code.Length is 2 or 3 && code.All(char.IsAsciiLetterLower);

    /// <summary>Whether it is a name such as <c>maritime-search</c>.</summary>
    public static bool IsSlug(string text) => Slug().IsMatch(text);

    /// <summary>Whether an interval ends after it starts; an open side is fine.</summary>
    public static bool IsOrdered(Interval interval) =>
        interval.StartTime is null || interval.EndTime is null || interval.StartTime < interval.EndTime;

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*\\z")]
    private static partial Regex Slug();
}
