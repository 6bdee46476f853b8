using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Health;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Maintenance;

/// <summary>Whether the log of events is whole: nothing is missing that was not deleted, and what comes next gets a place that nobody had.</summary>
internal static class LogCheck
{
    private const int Batch = 10_000;
    private const int MostNamed = 5;

    // The place from which a log that was restored goes on.
    private const string Restores = "restores";

    private const string LastOfSqlite = """SELECT coalesce(max(seq), 0) AS "Value" FROM sqlite_sequence WHERE name = 'events'""";
    private const string LastOfPostgres = """SELECT coalesce(last_value, 0) AS "Value" FROM pg_sequences WHERE sequencename = 'events_Sequence_seq'""";

    public static async Task<IReadOnlyList<Finding>> RunAsync(ServiceDb db, bool isSqlite, CancellationToken cancellation)
    {
        var (count, last, missing) = await WalkAsync(db, cancellation);
        // After the walk, during which more may have been deleted.
        var trimmed = await db.LogStarts.Where(start => start.Topic != LogStartRow.Everything).MaxAsync(start => (long?)start.After, cancellation) ?? 0;
        var gaps = missing.Where(gap => gap.To > trimmed).Select(gap => (From: Math.Max(gap.From, trimmed + 1), gap.To)).ToList();
        var given = await db.Database.SqlQueryRaw<long>(isSqlite ? LastOfSqlite : LastOfPostgres).FirstOrDefaultAsync(cancellation);
        return
        [
            // With SQLite a change that fails gives its places back; with PostgreSQL it does not.
            isSqlite && gaps.Count > 0
                ? new("log", HealthState.Fail, $"events are missing that nothing says were deleted: {Text(gaps)}", "restore the last backup that verifies; if there is none, whoever watches has missed these")
                : new("log", HealthState.Ok, $"{count} events, up to {last}{(gaps.Count > 0 ? $"; {gaps.Count} stretches of places belong to changes that failed" : "")}"),
            given < last
                ? new("log", HealthState.Fail, $"the next event would get the place {given + 1}, and {last} is taken", "do what docs/backup.md says after a restore of PostgreSQL")
                : new("log", HealthState.Ok, $"the next event goes behind {given}"),
        ];
    }

    private static async Task<(long Count, long Last, List<(long From, long To)> Gaps)> WalkAsync(ServiceDb db, CancellationToken cancellation)
    {
        var (count, last, gaps) = (0L, 0L, new List<(long From, long To)>());
        while (true)
        {
            var after = last;
            var rows = await db.Events.AsNoTracking().Where(row => row.Sequence > after).OrderBy(row => row.Sequence).Take(Batch).Select(row => new { row.Sequence, row.Topic }).ToListAsync(cancellation);
            foreach (var row in rows)
            {
                if (row.Sequence != last + 1 && row.Topic != Restores)
                {
                    gaps.Add((last + 1, row.Sequence - 1));
                }

                (count, last) = (count + 1, row.Sequence);
            }

            if (rows.Count < Batch)
            {
                return (count, last, gaps);
            }
        }
    }

    private static string Text(List<(long From, long To)> gaps) =>
        string.Join(", ", gaps.Take(MostNamed).Select(gap => gap.From == gap.To ? $"{gap.From}" : $"{gap.From} to {gap.To}")) + (gaps.Count > MostNamed ? $" and {gaps.Count - MostNamed} more" : "");
}
