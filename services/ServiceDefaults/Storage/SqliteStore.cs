using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>A service's SQLite file: write-ahead log, every commit synced to disk, one writer, any number of readers. Thread safe.</summary>
internal sealed class SqliteStore<TDb>(string file, Func<DbContextOptions<TDb>, TDb> create) : IDisposable where TDb : ServiceDb
{
    private const string Pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000;";

    private readonly ConcurrentBag<Session> _readers = [];
    private readonly string _connectionString =
        new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 30, ForeignKeys = true, Pooling = false }.ToString();

    /// <summary>An open connection of its own.</summary>
    public Session Open()
    {
        var session = new Session(_connectionString, create);
        using var pragmas = session.Connection.CreateCommand();
        pragmas.CommandText = Pragmas;
        pragmas.ExecuteNonQuery();
        return session;
    }

    /// <summary>An open connection to read with; give it back.</summary>
    public Session TakeReader() => _readers.TryTake(out var session) ? session : Open();

    public void GiveBack(Session session) => _readers.Add(session);

    public async Task MigrateAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using var session = Open();
        if (!IsCurrent(session.Connection))
        {
            await using var db = session.Context();
            await db.Database.MigrateAsync(cancellation);
        }
    }

    // EF Core's own look at the migrations costs a good part of a start, and nearly always finds nothing to do.
    private static bool IsCurrent(SqliteConnection connection)
    {
        var newest = typeof(TDb).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<DbContextAttribute>()?.ContextType == typeof(TDb))
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).Max(StringComparer.Ordinal);
        using var applied = connection.CreateCommand();
        applied.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = '__EFMigrationsHistory'";
        if (newest is null || applied.ExecuteScalar() is 0L)
        {
            return false;
        }

        applied.CommandText = "SELECT max(MigrationId) FROM __EFMigrationsHistory";
        return applied.ExecuteScalar() as string == newest;
    }

    public void Dispose()
    {
        while (_readers.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    /// <summary>A connection and what EF Core needs to use it, made once.</summary>
    internal sealed class Session : IDisposable
    {
        private readonly DbContextOptions<TDb> _options;
        private readonly Func<DbContextOptions<TDb>, TDb> _create;

        public Session(string connectionString, Func<DbContextOptions<TDb>, TDb> create)
        {
            Connection = new SqliteConnection(connectionString);
            Connection.Open();
            _create = create;
            _options = new DbContextOptionsBuilder<TDb>().UseSqlite(Connection).Options;
        }

        public SqliteConnection Connection { get; }

        public TDb Context() => _create(_options);

        public void Dispose() => Connection.Dispose();
    }
}
