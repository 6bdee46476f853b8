using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Google.Type;

namespace TaskForce.Roster.Files;

/// <summary>Values as the cells of a file have them. Each value that is written is read back as it was.</summary>
internal static partial class CellText
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    private static readonly string[] TimeFormats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>
    /// Keeps a spreadsheet from taking a text for a formula, by an apostrophe before it; a text that already begins like that gets one
    /// more, so that it is known again. A plain number is no formula.
    /// </summary>
    public static string Guard(string cell) => Formula().IsMatch(cell) && !Number().IsMatch(cell) ? "'" + cell : cell;

    /// <summary>Takes the apostrophe of <see cref="Guard"/> off.</summary>
    public static string Unguard(string cell) => cell.StartsWith('\'') && Formula().IsMatch(cell) ? cell[1..] : cell;

    /// <summary>Whether a text has control characters that no cell may have; line ends and tabs are fine.</summary>
    public static bool HasControls(string cell) => cell.AsSpan().ContainsAnyInRange('\0', '\u001F')
        ? cell.Any(c => char.IsControl(c) && c is not ('\t' or '\r' or '\n'))
        : cell.AsSpan().ContainsAnyInRange('\u007F', '\u009F');

    /// <summary>A part of a message: what a cell holds, but never a whole novel.</summary>
    public static string Quote(string cell) => $"'{Cut(cell)}'";

    public static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "…";

    public static string Join(IEnumerable<string> items) =>
        string.Join(';', items.Select(item => item.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)));

    /// <summary>The items between semicolons; <c>\;</c> is a semicolon within an item and <c>\\</c> a backslash.</summary>
    public static List<string> Split(string cell)
    {
        var (items, item) = (new List<string>(), new StringBuilder());
        for (var i = 0; i <= cell.Length; i++)
        {
            if (i == cell.Length || cell[i] == ';')
            {
                items.Add(item.ToString().Trim());
                item.Clear();
            }
            else
            {
                item.Append(cell[i] == '\\' && i + 1 < cell.Length ? cell[++i] : cell[i]);
            }
        }

        items.RemoveAll(text => text.Length == 0);
        return items;
    }

    public static string Of(double number) => number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture);

    public static string Coordinate(double degrees) => degrees.ToString(CultureInfo.InvariantCulture);

    public static double? ToNumber(string text) =>
        double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    public static int? ToWhole(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>An enum's value in lower case, as in <c>helicopter</c>.</summary>
    public static string Of<T>(T value) where T : struct, System.Enum => value.ToString().ToLowerInvariant();

    /// <summary>A value that is neither the unspecified one nor a number.</summary>
    public static T? ToEnum<T>(string text) where T : struct, System.Enum =>
        System.Enum.TryParse<T>(text, ignoreCase: true, out var value) && !value.Equals(default(T)) && value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase) ? value : null;

    /// <summary><c>from..until</c>; an open side is empty.</summary>
    public static string Of(Interval? interval) => $"{Of(interval?.StartTime)}..{Of(interval?.EndTime)}";

    /// <summary>Reads <c>from..until</c>; null if it is none.</summary>
    public static Interval? ToInterval(string text) =>
        text.Split("..") is [var from, var until] && TryTime(from, out var start) && TryTime(until, out var end) ? new() { StartTime = start, EndTime = end } : null;

    private static string Of(Timestamp? time) => time?.ToDateTimeOffset().ToString(TimeFormat, CultureInfo.InvariantCulture) ?? "";

    // An empty text is an open side.
    private static bool TryTime(string text, out Timestamp? time)
    {
        time = null;
        if (text.Length == 0 || !DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read))
        {
            return text.Length == 0;
        }

        time = read.ToTimestamp();
        return true;
    }

    [GeneratedRegex(@"^'*[=+\-@\t\r]")]
    private static partial Regex Formula();

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]+)?(E-?[0-9]+)?\z")]
    private static partial Regex Number();
}
