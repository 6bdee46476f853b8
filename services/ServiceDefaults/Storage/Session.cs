using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>An open connection and what EF Core needs to use it, made once.</summary>
internal sealed class Session<TDb>(DbConnection connection, DbContextOptions<TDb> options, Func<DbContextOptions, TDb> create) : IDisposable
    where TDb : ServiceDb
{
    public DbConnection Connection => connection;

    /// <summary>Whether the database is gone: nothing that was not committed has happened.</summary>
    public bool IsLost => connection.State != ConnectionState.Open;

    public TDb Context() => create(options);

    public async Task<T> ReadAsync<T>(DbTransaction snapshot, Func<TDb, Task<T>> read, CancellationToken cancellation)
    {
        await using var db = Context();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        await db.Database.UseTransactionAsync(snapshot, cancellation);
        return await read(db);
    }

    public void Dispose() => connection.Dispose();
}
