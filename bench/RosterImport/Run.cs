using System.Diagnostics;
using System.Globalization;
using TaskForce.Client;

namespace TaskForce.RosterImport;

/// <summary>One import and how long it took.</summary>
internal static class Run
{
    private const string Columns = "name,agency,call_sign,languages,qualifications,home_base,home_base_latitude,home_base_longitude,duty_pattern,duty_pattern_offset";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static string Header => Line("what", "created", "updated", "unchanged", "seconds", "rows/s");

    /// <summary>The imports of a round, in order: each finds what the one before left. The first round meets processes that have just started.</summary>
    public static IEnumerable<(string What, string Csv, bool Dry)> Of(int round, int count) =>
    [
        ("dry run", File(round, count, "Police"), true),
        ("enter", File(round, count, "Police"), false),
        ("change", File(round, count, "Customs"), false),
        ("unchanged", File(round, count, "Customs"), false),
    ];

    public static async Task<string> MeasureAsync(TaskForceConnection dispatcher, string what, string csv, bool dry, int count)
    {
        var deadline = (TimeProvider.System.GetUtcNow() + Patience).UtcDateTime;
        var watch = Stopwatch.StartNew();
        var answer = await dispatcher.Members.ImportMembersAsync(new() { Csv = csv, ValidateOnly = dry }, deadline: deadline);
        var seconds = watch.Elapsed.TotalSeconds;
        return answer.Faults.Count == 0
            ? Line(what, Text(answer.Created), Text(answer.Updated), Text(answer.Unchanged), seconds.ToString("0.00", CultureInfo.InvariantCulture), Text((int)(count / seconds)))
            : throw new InvalidOperationException($"{what}: {answer.Faults[0]}");
    }

    private static string File(int round, int count, string agency) => string.Join('\n', Enumerable.Range(0, count)
        .Select(i => $"de-import-{round}-{i:00000},{agency},Import {round} {i:00000},de;fr;en,team-leader:3:2024-01-01..2035-01-01:CERT-{i};border-control:2;liaison:4,Kehl,48.57,7.81,de-early-late-night,{i % 8}")
        .Prepend(Columns));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Line(string what, string created, string updated, string unchanged, string seconds, string rate) =>
        $"{what,-10} {created,8} {updated,8} {unchanged,10} {seconds,8} {rate,8}";
}
