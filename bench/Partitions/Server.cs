using Npgsql;
using TaskForce.Testing;

namespace TaskForce.Partitions;

/// <summary>
/// A PostgreSQL server of the trial's own. Commits are synced. Filling writes no write-ahead log, because it is in the transaction that empties the table and
/// <c>wal_level</c> is <c>minimal</c>; nothing is vacuumed but where the trial says so.
/// </summary>
internal sealed class Server : IAsyncDisposable
{
    /// <summary>Among how many partitions the rows are divided: a year's months.</summary>
    public const int Parts = 12;

    private static readonly string[] Settings =
    [
        "wal_level = minimal", "max_wal_senders = 0", "max_wal_size = '8GB'", "checkpoint_timeout = '30min'", "shared_buffers = '1GB'", "maintenance_work_mem = '1GB'",
        "max_parallel_workers_per_gather = 0", "max_parallel_maintenance_workers = 1", "autovacuum = off", "jit = off",
    ];

    private readonly PostgresNode _node;

    private Server(PostgresNode node) => _node = node;

    public static async Task<Server> StartAsync()
    {
        var node = await PostgresNode.CreateAsync(CancellationToken.None, isSynced: true);
        foreach (var setting in Settings)
        {
            await node.ExecuteAsync($"ALTER SYSTEM SET {setting}", CancellationToken.None);
        }

        await node.KillAsync();
        await node.StartAsync(CancellationToken.None);
        return new(node);
    }

    /// <summary>A database with the tables that our migrations make; gone when it is disposed of.</summary>
    public async Task<Store> CreateAsync(string database)
    {
        await _node.ExecuteAsync($"CREATE DATABASE {database}", CancellationToken.None);
        var connection = new NpgsqlConnectionStringBuilder(_node.Connection) { Database = database, CommandTimeout = 0 };
        return await Store.OpenAsync(connection.ToString(), () => _node.ExecuteAsync($"DROP DATABASE {database} WITH (FORCE)", CancellationToken.None));
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();
}
