using Microsoft.Data.Sqlite;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Storage;

/// <summary>When what is committed gets from the write-ahead log into the file.</summary>
public sealed class SqliteCheckpointsTests : IDisposable
{
    private readonly SqliteTestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(SqliteCheckpoints.Commits - 1, 0)]
    [InlineData(SqliteCheckpoints.Commits, SqliteCheckpoints.Commits)]
    public async Task Note_ManyCommits_AreMovedTogetherBesideTheWriter(int commits, int moved)
    {
        await using var host = await NotesHost.StartAsync(_store);

        for (var i = 0; i < commits; i++)
        {
            await LogKeeperTests.WriteAsync(host, 1, days: 0);
        }

        await ((SqliteStore<NotesDb>)host.Get<IStore<NotesDb>>()).Checkpoints.Running;
        Assert.Equal(moved, CountInFileAlone());
    }

    // A copy without the log beside it.
    private long CountInFileAlone()
    {
        var copy = Path.Combine(_store.Directory, "copy.db");
        File.Copy(Path.Combine(_store.Directory, "notes.db"), copy);
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false }.ToString());
        connection.Open();
        using var count = connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM notes";
        return (long)count.ExecuteScalar()!;
    }
}
