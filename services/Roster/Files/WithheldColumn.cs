namespace TaskForce.Roster.Files;

/// <summary>What an export leaves out of another nation's record, by the fields' paths.</summary>
internal static class WithheldColumn
{
    public static Column<T> Of<T>(Func<T, IEnumerable<string>> withheld) => new(
        "withheld_fields", "withheld_fields", resource => CellText.Join(withheld(resource)),
        (_, cell) => cell.Length == 0 ? null : "the row was exported without these fields");
}
