using Microsoft.EntityFrameworkCore;
using Npgsql;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Testing;

namespace TaskForce.Partitions;

/// <summary>Geolocation's own store, and a connection beside it for what no service does.</summary>
internal sealed class Store : IAsyncDisposable
{
    private readonly PostgresStore<GeolocationDb> _store;
    private readonly NpgsqlConnection _connection;
    private readonly Func<Task> _drop;
    private Session<GeolocationDb>? _session;

    private Store(PostgresStore<GeolocationDb> store, NpgsqlConnection connection, Plans plans, Func<Task> drop) => (_store, _connection, Plans, _drop) = (store, connection, plans, drop);

    /// <summary>How PostgreSQL carries out what the service asks.</summary>
    public Plans Plans { get; }

    public static async Task<Store> OpenAsync(string connectionString, Func<Task> drop)
    {
        var plans = new Plans();
        var store = new PostgresStore<GeolocationDb>(connectionString, "geolocation", options => new PostgresGeolocationDb(new DbContextOptionsBuilder(options).AddInterceptors(plans).Options));
        await store.MigrateAsync(default);
        var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        return new(store, connection, plans, drop);
    }

    /// <summary>As the service reads.</summary>
    public Task<T> ReadAsync<T>(Func<GeolocationDb, Task<T>> read) => _store.ReadAsync(read, default);

    /// <summary>As the service makes a change, alone in its transaction.</summary>
    public async Task ChangeAsync(Func<GeolocationDb, Task> change)
    {
        _session ??= await _store.OpenAsync(default);
        await using var transaction = await _store.BeginChangesAsync(_session, default);
        await _session.ChangeAsync(transaction, async db =>
        {
            await change(db);
            await db.SaveChangesAsync();
            await db.WriteLogAsync();
        });
        await transaction.CommitAsync();
    }

    public async Task ExecuteAsync(string statement)
    {
        await using var command = new NpgsqlCommand(statement, _connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> AskAsync<T>(string question)
    {
        await using var command = new NpgsqlCommand(question, _connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public Task PartitionAsync() => ExecuteAsync(PartitionScript.Text);

    public async ValueTask DisposeAsync()
    {
        _session?.Dispose();
        _store.Dispose();
        await _connection.DisposeAsync();
        await _drop();
    }
}
