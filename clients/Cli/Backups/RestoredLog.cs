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

    // Positions have a log of their own: the track.
    private const string MarkTrack = """
        DELETE FROM sqlite_sequence WHERE name = 'track_points';
        INSERT INTO sqlite_sequence (name, seq) VALUES ('track_points', $next);
        INSERT INTO log_starts ("Topic", "After") VALUES ('positions', $next) ON CONFLICT ("Topic") DO UPDATE SET "After" = excluded."After";
        """;

    private const string End = "SELECT max(seq) FROM sqlite_sequence WHERE name IN ('events', 'track_points')";
    private const string HasTrack = "SELECT count(*) FROM sqlite_master WHERE name = 'track_points'";

    public static void Begin(string path, DateTimeOffset now)
    {
        using var file = StoreFile.Open(path, SqliteOpenMode.ReadWrite);
        using var transaction = file.BeginTransaction();
        var next = (((StoreFile.Ask(file, End) as long? ?? 0) / Step) + 1) * Step;
        Execute(file, Mark, next, now);
        if (StoreFile.Ask(file, HasTrack) is > 0L)
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
