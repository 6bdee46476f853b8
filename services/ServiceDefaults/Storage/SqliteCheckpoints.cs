using Microsoft.Data.Sqlite;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>
/// Moves what was committed from the write-ahead log into the file, beside the writer. SQLite would do so within the commit that fills the
/// log, and whoever waits for that commit would wait for a thousand pages and two syncs more. Used by the writer alone.
/// </summary>
/// <param name="open">Opens a connection.</param>
internal sealed class SqliteCheckpoints(Func<SqliteConnection> open) : IDisposable
{
    /// <summary>How many commits are moved at a time: about the thousand pages after which SQLite would.</summary>
    public const int Commits = 50;

    /// <summary>
    /// The pages of the log after which a commit moves them itself: an import can be that large, and under constant load only a commit finds
    /// the moment in which all is moved and the log can begin anew.
    /// </summary>
    public const int MostPages = 10_000;

    private int _committed;

    /// <summary>The move that is under way, or the last one.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Something was committed.</summary>
    public void Note()
    {
        if (++_committed >= Commits && Running.IsCompleted)
        {
            _committed = 0;
            Running = Task.Run(Move);
        }
    }

    public void Dispose() => Running.Wait();

    private void Move()
    {
        try
        {
            using var connection = open();
            using var checkpoint = connection.CreateCommand();
            checkpoint.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
            checkpoint.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // Nothing is lost: it stays in the log, and the writer meets the same disk and says so.
        }
    }
}
