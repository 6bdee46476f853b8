using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>
/// A service's PostgreSQL database, which any number of processes share. A lock of the whole database makes changes one after another
/// across all of them: what a change reads stays true until it is committed, and no event is committed behind one with a higher sequence.
/// </summary>
internal sealed class PostgresStore<TDb> : IStore<TDb>, IDisposable where TDb : ServiceDb
{
    /// <summary>Where the database says that something was committed. It only wakes: what happened is in the tables.</summary>
    public const string Channel = "taskforce_changes";

    // The ASCII codes of TaskForc: a number that no other program is likely to lock in the same database.
    private const string Lock = "6080267876507284067";
    private const string HistoryExists = "SELECT count(*) FROM pg_class WHERE oid = to_regclass('\"__EFMigrationsHistory\"')";

    // The lock is taken by a statement of its own, and READ COMMITTED looks anew in each: a snapshot of before the wait would be stale.
    // A process that stops dead with the lock in its hands must not hold up the others for good. The notice goes out with the commit.
    private const string Begin = $"""
        SET LOCAL idle_in_transaction_session_timeout = '10s'; SET LOCAL lock_timeout = '20s';
        SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off';
        SELECT pg_advisory_xact_lock({Lock}); NOTIFY {Channel}
        """;

    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlDataSource _readOnly;
    private readonly Func<DbContextOptions, TDb> _create;

    /// <param name="connectionString">Npgsql's.</param>
    /// <param name="name">The service's, for what the connection string leaves open.</param>
    /// <param name="create">Makes a context.</param>
    public PostgresStore(string connectionString, string name, Func<DbContextOptions, TDb> create)
    {
        _database = NpgsqlDataSource.Create(Complete(connectionString, name));
        _readOnly = NpgsqlDataSource.Create(ReadOnly(connectionString, name));
        _create = create;
        Service = name;
    }

    /// <summary>How to connect so that nothing can be changed.</summary>
    public static NpgsqlConnectionStringBuilder ReadOnly(string connectionString, string name)
    {
        var connection = Complete(connectionString, name);
        connection.Options = $"{connection.Options} -c default_transaction_read_only=on".TrimStart();
        return connection;
    }

    /// <summary>Something was committed here; elsewhere, the channel tells.</summary>
    public event Action? Committed;

    public string Service { get; }

    public async Task<Session<TDb>> OpenAsync(CancellationToken cancellation) => ToSession(await _database.OpenConnectionAsync(cancellation));

    /// <summary>A connection that hears the channel.</summary>
    public async Task<NpgsqlConnection> ListenAsync(CancellationToken cancellation)
    {
        var connection = await _database.OpenConnectionAsync(cancellation);
        await ExecuteAsync(connection, $"LISTEN {Channel}", cancellation);
        return connection;
    }

    public async Task<DbTransaction> BeginChangesAsync(Session<TDb> session, CancellationToken cancellation)
    {
        var transaction = await session.Connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        try
        {
            await ExecuteAsync(session.Connection, Begin, cancellation);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    public async Task<T> ReadAsync<T>(Func<TDb, Task<T>> read, CancellationToken cancellation)
    {
        try
        {
            using var session = ToSession(await _readOnly.OpenConnectionAsync(cancellation));
            await using var snapshot = await session.Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
            return await session.ReadAsync(snapshot, read, cancellation);
        }
        catch (Exception fault) when (fault.IsUnavailable())
        {
            throw new DomainException(Fault.Unavailable, "STORE_UNAVAILABLE", "The store cannot be read now; try again.");
        }
    }

    public void Announce(IEnumerable<EventRow> events) => Committed?.Invoke();

    public async Task MigrateAsync(CancellationToken cancellation)
    {
        using var session = await OpenAsync(cancellation);
        if (await IsCurrentAsync(session, cancellation))
        {
            return;
        }

        // The writers' lock, so that no change of another process meets a table that is being altered. Only one migrates; the others look again.
        await ExecuteAsync(session.Connection, $"SELECT pg_advisory_lock({Lock})", cancellation);
        if (!await IsCurrentAsync(session, cancellation))
        {
            await using var db = session.Context();
            await db.Database.MigrateAsync(cancellation);
        }

        await ExecuteAsync(session.Connection, $"SELECT pg_advisory_unlock({Lock})", cancellation);
    }

    public Task ScrubAsync(CancellationToken cancellation) => Task.CompletedTask;

    public void Dispose()
    {
        _database.Dispose();
        _readOnly.Dispose();
    }

    private static async Task<bool> IsCurrentAsync(Session<TDb> session, CancellationToken cancellation)
    {
        await using var db = session.Context();
        return await Schema.IsCurrentAsync(session.Connection, db.GetType(), HistoryExists, cancellation);
    }

    private static NpgsqlConnectionStringBuilder Complete(string connectionString, string name)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        connection.Database ??= name;
        connection.ApplicationName ??= $"taskforce-{name}";
        return connection;
    }

    private Session<TDb> ToSession(NpgsqlConnection connection) =>
        new(connection, new DbContextOptionsBuilder<TDb>().UseNpgsql(connection).Options, _create);

    private static async Task ExecuteAsync(DbConnection connection, string text, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
