using System.Buffers;
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

    // Whatever may be guarded has one of these; most cells have none.
    private static readonly SearchValues<char> Suspicious = SearchValues.Create(
        [.. "=+-@\t\r\\\uFF1D\uFF0B\uFF0D\uFF20\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069", .. Enumerable.Range(0, 32).Concat(Enumerable.Range(127, 33)).Select(each => (char)each)]);

    private static readonly string[] TimeFormats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>
    /// Keeps a spreadsheet from taking a text for a formula, by an apostrophe before it, also where one that divides by semicolons, tabs or lines would begin
    /// a cell; a text that already has one there gets one more, so that it is known again. A plain number is no formula. Control characters and those
    /// that turn the direction of text are shown by their number, as in <c>\u202E</c>.
    /// </summary>
    public static string Guard(string cell) => !cell.AsSpan().ContainsAny(Suspicious) || Number().IsMatch(cell) ? cell : Formula().Replace(Harmful().Replace(cell, ByNumber), "'");

    /// <summary>What a cell was before <see cref="Guard"/>.</summary>
    public static string Unguard(string cell) => !cell.AsSpan().ContainsAny('\'', '\\') ? cell : Shown().Replace(Guarded().Replace(cell, ""),
        shown => ((char)int.Parse(shown.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

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

    private static string ByNumber(Match harmful) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)harmful.Value[0]:X4}");

    // The wide forms are formulas too where wide forms are typed.
    private const string Begin = @"(?<=^|[;\t\r\n])";
    private const string Formulas = @"'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]";
    private const string Number16 = "u(?:00[01][0-9A-F]|007F|00[89][0-9A-F]|005C|202[A-E]|206[6-9])";

    [GeneratedRegex($"{Begin}(?={Formulas})")]
    private static partial Regex Formula();

    [GeneratedRegex($"{Begin}'(?={Formulas})")]
    private static partial Regex Guarded();

    // A backslash with such a number after it is itself shown by its number.
    [GeneratedRegex($@"\\(?={Number16})|[\p{{Cc}}\u202A-\u202E\u2066-\u2069-[\t\n\r]]")]
    private static partial Regex Harmful();

    [GeneratedRegex($@"\\{Number16}")]
    private static partial Regex Shown();

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]+)?(E-?[0-9]+)?\z")]
    private static partial Regex Number();
}
