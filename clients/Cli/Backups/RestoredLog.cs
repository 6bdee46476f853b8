using Microsoft.Data.Sqlite;

namespace TaskForce.Cli.Backups;

/// <summary>
/// Tells a restored log from the one that was lost. What was given out between the backup and the loss has sequences that the restored log
/// would give out again, for other events: whoever remembers one would miss those. So the log goes on far above, and cursors of before
/// are refused: their owners start afresh.
/// </summary>
internal static class RestoredLog
{
    // More than any log gives out between a backup and its restoring, and small enough for nine thousand of them in a number that
    // JavaScript can hold.
    private const long Step = 1_000_000_000_000;

    private const string Mark = """
        INSERT INTO events ("Sequence", "Topic", "Resource", "Time", "Payload") VALUES ($next, 'restores', '', $now, x'');
        INSERT INTO log_starts ("Topic", "After") VALUES ('', $next) ON CONFLICT ("Topic") DO UPDATE SET "After" = excluded."After";
        """;

    // Positions have a log of their own, the track: it ends where it begins, if that is behind its newest row.
    private const string MarkTrack =
        """INSERT INTO log_starts ("Topic", "After") VALUES ('positions', $next) ON CONFLICT ("Topic") DO UPDATE SET "After" = excluded."After";""";

    private const string End = "SELECT max(seq) FROM sqlite_sequence WHERE name IN ('events', 'track_points')";
    private const string EndOfTrack = """SELECT max("Last") FROM track_batches""";
    private const string TablesOfTrack = "SELECT count(*) FROM sqlite_master WHERE name IN ('track_points', 'track_batches')";

    public static void Begin(string path, DateTimeOffset now)
    {
        using var file = StoreFile.Open(path, SqliteOpenMode.ReadWrite);
        using var transaction = file.BeginTransaction();
        var tables = StoreFile.Ask(file, TablesOfTrack) as long? ?? 0;
        var end = Math.Max(StoreFile.Ask(file, End) as long? ?? 0, tables == 2 ? StoreFile.Ask(file, EndOfTrack) as long? ?? 0 : 0);
        var next = ((end / Step) + 1) * Step;
        Execute(file, Mark, next, now);
        if (tables > 0)
        {
            Execute(file, MarkTrack, next, now);
        }

        transaction.Commit();
    }

    private static void Execute(SqliteConnection file, string text, long next, DateTimeOffset now)
    {
        using var command = file.CreateCommand();
        command.CommandText = text;
        command.Parameters.AddWithValue("$next", next);
        command.Parameters.AddWithValue("$now", now.UtcTicks);
        command.ExecuteNonQuery();
    }
}
