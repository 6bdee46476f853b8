using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using TaskForce.ServiceDefaults.Maintenance;

namespace TaskForce.Testing;

/// <summary>
/// Whether the release before can go on with the schema of this one, beside it during an update and alone after going back: since that release a schema may only grow, by what who does not know of it need not fill.
/// </summary>
public static class SchemaGrowth
{
    /// <summary>Migrations made later than this (UTC, as in their names) are in no release yet. Set with each release.</summary>
    public const string Released = "20261128062300";

    /// <summary>What the release before could not go on with, in the migrations of a context since then.</summary>
    /// <param name="db">The newest schema.</param>
    /// <param name="unused">Tables, or columns as <c>table.Column</c>, that the release before has ceased to use, and that may go now.</param>
    public static IReadOnlyList<string> FindBreaks(DbContext db, params string[] unused)
    {
        var all = db.GetService<IMigrationsAssembly>();
        return FindBreaks(all.Migrations.Where(migration => string.CompareOrdinal(migration.Key, Released) > 0)
            .SelectMany(migration => all.CreateMigration(migration.Value, db.Database.ProviderName!).UpOperations), unused);
    }

    /// <summary>The same of operations, in their order, as <c>taskforce admin migrate</c> judges them.</summary>
    public static IReadOnlyList<string> FindBreaks(IEnumerable<MigrationOperation> operations, params string[] unused)
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        return [.. operations.Select(operation => (Name: NameOf(operation), Step: MigrationPlan.Judge(operation, made)))
            .Where(each => each.Step.Kind != MigrationKind.Expand && !unused.Contains(each.Name)).Select(each => each.Step.What)];
    }

    private static string NameOf(MigrationOperation operation) => operation switch
    {
        DropColumnOperation column => $"{column.Table}.{column.Name}",
        DropTableOperation table => table.Name,
        _ => "",
    };
}
