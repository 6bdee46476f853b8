using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>
/// An open connection and what is needed to use it, made once: making an EF Core context costs as much as a small change. One user at a time.
/// </summary>
internal sealed class Session<TDb>(DbConnection connection, DbContextOptions<TDb> options, Func<DbContextOptions, TDb> create) : IDisposable
    where TDb : ServiceDb
{
    private readonly Statements _statements = new(connection);
    private TDb? _db;

    public DbConnection Connection => connection;

    /// <summary>Whether the database is gone: nothing that was not committed has happened.</summary>
    public bool IsLost => connection.State != ConnectionState.Open;

    /// <summary>A context of its own, outside any transaction; the caller disposes it.</summary>
    public TDb Context() => create(options);

    public Task<T> ReadAsync<T>(DbTransaction snapshot, Func<TDb, Task<T>> read, CancellationToken cancellation) =>
        UseAsync(snapshot, QueryTrackingBehavior.NoTracking, read, cancellation);

    /// <summary>Makes a change in a transaction; the context knows nothing of earlier ones, whether they were made or not.</summary>
    public Task<bool> ChangeAsync(DbTransaction transaction, Func<TDb, Task> change) => UseAsync(transaction, QueryTrackingBehavior.TrackAll, async db =>
    {
        await change(db);
        return true;
    }, CancellationToken.None);

    public void Dispose()
    {
        _statements.Dispose();
        _db?.Dispose();
        connection.Dispose();
    }

    private async Task<T> UseAsync<T>(DbTransaction transaction, QueryTrackingBehavior tracking, Func<TDb, Task<T>> use, CancellationToken cancellation)
    {
        _db ??= create(options);
        _statements.Transaction = transaction;
        _db.Begin(_statements);
        _db.ChangeTracker.QueryTrackingBehavior = tracking;
        await _db.Database.UseTransactionAsync(transaction, cancellation);
        try
        {
            return await use(_db);
        }
        finally
        {
            _db.ChangeTracker.Clear();
            await _db.Database.UseTransactionAsync(null, CancellationToken.None);
        }
    }
}
