using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Watches;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>A service's SQLite file: write-ahead log, every commit synced to disk, one writer, any number of readers. Thread safe.</summary>
internal sealed class SqliteStore<TDb> : IStore<TDb>, IDisposable where TDb : ServiceDb
{
    private const string HistoryExists = "SELECT count(*) FROM sqlite_master WHERE name = '__EFMigrationsHistory'";

    private const int ScrubAttempts = 10;

    private static readonly string Pragmas =
        $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = {SqliteCheckpoints.MostPages};";

    private readonly ConcurrentBag<Session<TDb>> _readers = [];
    private readonly string _file;
    private readonly Func<DbContextOptions, TDb> _create;
    private readonly EventFeed _feed;
    private readonly StoreCondition _condition;
    private readonly string _connectionString;

    public SqliteStore(string file, Func<DbContextOptions, TDb> create, EventFeed feed, StoreCondition condition)
    {
        (_file, _create, _feed, _condition) = (file, create, feed, condition);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 30, ForeignKeys = true, Pooling = false }.ToString();
        Checkpoints = new(Connect);
    }

    public string Service => Path.GetFileNameWithoutExtension(_file);

    internal SqliteCheckpoints Checkpoints { get; }

    public Task<Session<TDb>> OpenAsync(CancellationToken cancellation) => Task.FromResult(Open());

    public async Task<DbTransaction> BeginChangesAsync(Session<TDb> session, CancellationToken cancellation) =>
        await session.Connection.BeginTransactionAsync(cancellation);

    public async Task<T> ReadAsync<T>(Func<TDb, Task<T>> read, CancellationToken cancellation)
    {
        Session<TDb>? session = null;
        try
        {
            session = _readers.TryTake(out var idle) ? idle : Open();
            // Deferred, because any other transaction of SQLite waits for the writer.
            await using var snapshot = ((SqliteConnection)session.Connection).BeginTransaction(deferred: true);
            return await session.ReadAsync(snapshot, read, cancellation);
        }
        catch (Exception fault) when (_condition.Note(fault) is { } trouble)
        {
            throw trouble.Refuse();
        }
        finally
        {
            if (session is not null)
            {
                _readers.Add(session);
            }
        }
    }

    public async Task ScrubAsync(CancellationToken cancellation)
    {
        using var connection = Connect();
        using var checkpoint = connection.CreateCommand();
        checkpoint.CommandText = "PRAGMA busy_timeout = 5000";
        await checkpoint.ExecuteNonQueryAsync(cancellation);
        checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        for (var attempt = 0; attempt < ScrubAttempts; attempt++)
        {
            await Checkpoints.Running;
            // 1 if somebody reads the log all the while; and at once, if somebody else moves it at this moment.
            if (await checkpoint.ExecuteScalarAsync(cancellation) is 0L)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellation);
        }
    }

    // Whoever watches is in this process: it gets the events themselves.
    public void Announce(IEnumerable<EventRow> events)
    {
        _feed.Publish(events);
        Checkpoints.Note();
    }

    public async Task MigrateAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_file))!);
        using var session = Open();
        await using var db = session.Context();
        if (!await Schema.IsCurrentAsync(session.Connection, db.GetType(), HistoryExists, cancellation))
        {
            await db.Database.MigrateAsync(cancellation);
        }
    }

    public void Dispose()
    {
        Checkpoints.Dispose();
        while (_readers.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    private Session<TDb> Open()
    {
        var connection = Connect();
        // A list is one parameter: with one for each of its elements EF Core would write the statement anew each time.
        var options = new DbContextOptionsBuilder<TDb>().UseSqlite(connection, sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter));
        return new(connection, options.Options, _create);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText = Pragmas;
        pragmas.ExecuteNonQuery();
        return connection;
    }
}
