using Google.Protobuf.WellKnownTypes;
using TaskForce.Type.V1;
using Kind = TaskForce.Type.V1.AuditValue.Types.Kind;
using Phase = TaskForce.Type.V1.AuditCall.Types.Phase;

namespace TaskForce.Cli.Audit;

/// <summary>Entries as people read them.</summary>
internal static class AuditText
{
    private const int MostNames = 3;
    private const string Withheld = "(withheld)";

    public static Timestamp? Time(DateTimeOffset? time) => time is { } known ? Timestamp.FromDateTimeOffset(known) : null;

    public static string Caller(AuditEntry entry) => string.Join(" for ",
        [Values(entry, Kind.Caller).FirstOrDefault() ?? (entry.Record.Call is null ? "" : "unknown"), .. Values(entry, Kind.OnBehalf)]);

    public static string For(AuditEntry entry) => entry.Record.Call is { } call ? string.Join(' ', new[] { call.Nation, call.Purpose }.Where(text => text.Length > 0)) : "";

    public static string What(AuditRecord record) => record switch
    {
        { Checkpoint: { } checkpoint } => $"signed by {checkpoint.Nation} up to {checkpoint.Number}",
        { Erasure: { } erasure } => $"{erasure.Count} values erased",
        { Call: { } call } => call.Method[(call.Method.LastIndexOf('.') + 1)..] + call.Phase switch
        {
            Phase.Began => " began",
            Phase.Shown => $" of {call.Began} showed",
            Phase.Ended => $" of {call.Began} ended",
            _ => "",
        },
        _ => "",
    };

    public static string Outcome(AuditRecord record) => record.Call is { } call ? string.Join(' ', new[] { call.Code, call.Reason }.Where(text => text.Length > 0)) : "";

    public static string Names(AuditEntry entry)
    {
        var names = Values(entry, Kind.Shown).Concat(Values(entry, Kind.Asked)).Distinct().ToList();
        return string.Join(' ', names.Take(MostNames)) + (names.Count > MostNames ? $" and {names.Count - MostNames} more" : "");
    }

    private static IEnumerable<string> Values(AuditEntry entry, Kind kind)
    {
        var open = entry.Values.ToDictionary(value => value.Index, value => value.Value);
        return entry.Record.Call?.Values.Index().Where(value => value.Item.Kind == kind).Select(value => open.GetValueOrDefault(value.Index, Withheld)) ?? [];
    }
}
