using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace TaskForce.ServiceDefaults.Maintenance;

/// <summary>What a step of a migration means for processes of the version before that still run.</summary>
internal enum MigrationKind
{
    /// <summary>They go on: something is added that they need not know.</summary>
    Expand,

    /// <summary>They may fail: what they use goes or changes. Stop them first.</summary>
    Contract,

    /// <summary>What somebody has to read: SQL in words of its own, or an index that goes.</summary>
    Read,
}

/// <summary>One step.</summary>
internal sealed record MigrationStep(MigrationKind Kind, string What);

/// <summary>A migration that is not in the database yet.</summary>
internal sealed record PendingMigration(string Id, IReadOnlyList<MigrationStep> Steps)
{
    /// <summary>That of its steps that asks for most.</summary>
    public MigrationKind Kind => Steps.Any(step => step.Kind == MigrationKind.Contract) ? MigrationKind.Contract
        : Steps.Any(step => step.Kind == MigrationKind.Read) ? MigrationKind.Read : MigrationKind.Expand;
}

/// <summary>What stands between a database and this version.</summary>
/// <param name="Applied">How many migrations are in it.</param>
/// <param name="Pending">Those that are not, in their order.</param>
/// <param name="Unknown">Those in it that this version does not know: a newer one made them.</param>
internal sealed record MigrationPlan(int Applied, IReadOnlyList<PendingMigration> Pending, IReadOnlyList<string> Unknown)
{
    private const int MostOfSql = 160;

    /// <summary>Of a database that is there.</summary>
    public static async Task<MigrationPlan> OfAsync(DbContext db, CancellationToken cancellation)
    {
        var known = db.Database.GetMigrations().ToList();
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellation)).ToHashSet(StringComparer.Ordinal);
        return Of(db, known, applied);
    }

    /// <summary>Of a database that is not there.</summary>
    public static MigrationPlan OfNothing(DbContext db) => Of(db, [.. db.Database.GetMigrations()], []);

    private static MigrationPlan Of(DbContext db, List<string> known, HashSet<string> applied)
    {
        var migrations = db.GetService<IMigrationsAssembly>();
        var pending = known.Where(id => !applied.Contains(id)).Select(id =>
        {
            var made = new HashSet<string>(StringComparer.Ordinal);
            return new PendingMigration(id, [.. migrations.CreateMigration(migrations.Migrations[id], db.Database.ProviderName!).UpOperations.Select(step => Judge(step, made))]);
        });
        return new(applied.Count, [.. pending], [.. applied.Except(known, StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    /// <summary>What a step means.</summary>
    /// <param name="step">The step.</param>
    /// <param name="made">The tables that steps before it have made, to which it adds.</param>
    internal static MigrationStep Judge(MigrationOperation step, HashSet<string> made)
    {
        if (step is CreateTableOperation table)
        {
            made.Add(table.Name);
            return new(MigrationKind.Expand, $"adds the table {table.Name}");
        }

        var judged = Judge(step);
        return step is ITableMigrationOperation { Table: var on } && made.Contains(on) ? judged with { Kind = MigrationKind.Expand } : judged;
    }

    private static MigrationStep Judge(MigrationOperation step) => step switch
    {
        AddColumnOperation column => new(
            column.IsNullable || column.DefaultValue is not null || column.DefaultValueSql is not null || column.ComputedColumnSql is not null ? MigrationKind.Expand : MigrationKind.Contract,
            $"adds the column {column.Name} to {column.Table}{(column.IsNullable ? "" : ", which must have a value")}"),
        CreateIndexOperation index => new(index.IsUnique ? MigrationKind.Contract : MigrationKind.Expand, $"adds the {(index.IsUnique ? "unique " : "")}index {index.Name}"),
        DropIndexOperation index => new(MigrationKind.Read, $"takes away the index {index.Name}: reads get slower, and if it was unique, nothing keeps doubles out"),
        SqlOperation sql => new(MigrationKind.Read, $"runs: {Short(sql.Sql)}"),
        DropTableOperation table => new(MigrationKind.Contract, $"takes away the table {table.Name}"),
        DropColumnOperation column => new(MigrationKind.Contract, $"takes away the column {column.Name} of {column.Table}"),
        _ => new(MigrationKind.Contract, (step is ITableMigrationOperation { Table: var on } ? $"changes {on}: " : "") + step.GetType().Name.Replace("Operation", "", StringComparison.Ordinal)),
    };

    private static string Short(string sql)
    {
        var line = string.Join(' ', sql.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        return line.Length > MostOfSql ? $"{line[..MostOfSql]} …" : line;
    }
}
