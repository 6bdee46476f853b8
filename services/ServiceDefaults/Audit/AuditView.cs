using Google.Protobuf;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>An entry as one nation may see it.</summary>
internal static class AuditView
{
    /// <summary>The entry with those values that are the nation's own or nobody's alone.</summary>
    public static AuditEntry For(string nation, AuditEntryRow row, AuditValuesRow? values)
    {
        var entry = new AuditEntry { Record = AuditRecord.Parser.ParseFrom(row.Record), Hash = UnsafeByteOperations.UnsafeWrap(row.Hash) };
        if (values is not null)
        {
            entry.Values.Add(OpenValuesOf(values).Where(open => OwnerOf(entry.Record, open) is var owner && (owner.Length == 0 || owner == nation)));
        }

        return entry;
    }

    public static IEnumerable<AuditEntry.Types.OpenValue> OpenValuesOf(AuditValuesRow values) => AuditEntry.Parser.ParseFrom(values.Values).Values;

    /// <summary>Whether an entry is one that a filter asks for.</summary>
    public static bool Includes(this AuditFilter? filter, AuditEntry entry) => filter is null || (
        IsWithin(filter, entry)
        && (filter.Method.Length == 0 || entry.Record.Call?.Method is { } method && (method == filter.Method || method.EndsWith($".{filter.Method}", StringComparison.Ordinal)))
        && (filter.Nation.Length == 0 || entry.Record.Call?.Nation == filter.Nation)
        && (filter.Code.Length == 0 || entry.Record.Call?.Code == filter.Code)
        && (filter.Value.Length == 0 || entry.Values.Any(open => open.Value == filter.Value)));

    private static string OwnerOf(AuditRecord record, AuditEntry.Types.OpenValue open) => record.Call.Values[open.Index].Nation;

    private static bool IsWithin(AuditFilter filter, AuditEntry entry) =>
        (filter.From is null || entry.Record.Time >= filter.From) && (filter.Until is null || entry.Record.Time < filter.Until);
}
