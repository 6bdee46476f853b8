using System.Data.Common;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>Whether a database has the newest schema. EF Core's own look at the migrations costs a good part of a start, and nearly always finds nothing to do.</summary>
internal static class Schema
{
    /// <param name="connection">Open.</param>
    /// <param name="context">The kind of context whose migrations count.</param>
    /// <param name="historyExists">A query for the number of tables with the name of EF Core's history.</param>
    /// <param name="cancellation">Ends the look.</param>
    public static async Task<bool> IsCurrentAsync(DbConnection connection, System.Type context, string historyExists, CancellationToken cancellation)
    {
        var newest = context.Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<DbContextAttribute>()?.ContextType == context)
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).Max(StringComparer.Ordinal);
        await using var look = connection.CreateCommand();
        look.CommandText = historyExists;
        if (newest is null || await look.ExecuteScalarAsync(cancellation) is 0L)
        {
            return false;
        }

        look.CommandText = """SELECT max("MigrationId") FROM "__EFMigrationsHistory" """;
        return await look.ExecuteScalarAsync(cancellation) as string == newest;
    }
}
