using Google.Protobuf.Collections;

namespace TaskForce.Roster.Files;

/// <summary>Fills fields from cells; each says what is wrong with the cell, or null.</summary>
internal static class Cells
{
    public const string IntervalForm = "is not of the form from..until, such as 2030-03-01T06:00:00Z..2030-03-14";

    /// <summary>Replaces a list by the items of a cell.</summary>
    /// <param name="list">The list.</param>
    /// <param name="cell">Items between semicolons.</param>
    /// <param name="read">Reads an item; null if it is none.</param>
    /// <param name="otherwise">What is then wrong with it.</param>
    public static string? Fill<T>(RepeatedField<T> list, string cell, Func<string, T?> read, string otherwise) where T : class =>
        Fill(list, cell, item => read(item) is { } value ? (true, value) : (false, null!), otherwise);

    public static string? Fill<T>(RepeatedField<T> list, string cell, Func<string, T?> read, string otherwise) where T : struct =>
        Fill(list, cell, item => read(item) is { } value ? (true, value) : (false, default(T)), otherwise);

    public static string? Whole(string cell, Action<int> set) =>
        Set(cell.Length == 0 ? 0 : CellText.ToWhole(cell), set, $"{CellText.Quote(cell)} is not a whole number");

    public static string? Number(string cell, Action<double> set) =>
        Set(cell.Length == 0 ? 0 : CellText.ToNumber(cell), set, $"{CellText.Quote(cell)} is not a number such as 52.5");

    /// <param name="cell">A value's name, in whatever case.</param>
    /// <param name="set">Takes the value.</param>
    /// <param name="choices">The names, for people.</param>
    public static string? Choice<T>(string cell, Action<T> set, string choices) where T : struct, System.Enum =>
        Set(cell.Length == 0 ? default(T) : CellText.ToEnum<T>(cell), set, $"{CellText.Quote(cell)} is none of {choices}");

    private static string? Set<T>(T? value, Action<T> set, string otherwise) where T : struct
    {
        set(value ?? default);
        return value is null ? otherwise : null;
    }

    private static string? Fill<T>(RepeatedField<T> list, string cell, Func<string, (bool Ok, T Value)> read, string otherwise)
    {
        list.Clear();
        foreach (var item in CellText.Split(cell))
        {
            var (ok, value) = read(item);
            if (!ok)
            {
                return $"{CellText.Quote(item)} {otherwise}";
            }

            list.Add(value);
        }

        return null;
    }
}
