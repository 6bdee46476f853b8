using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using TaskForce.ServiceDefaults.Health;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Maintenance;

/// <summary>What is done with a service's store alone, without the service.</summary>
internal interface IStoreTasks
{
    /// <summary>Does a task, and says what came of it; false if something is wrong.</summary>
    Task<bool> DoAsync(string task, TextWriter output, CancellationToken cancellation);
}

/// <summary>The tasks of <c>Data:Task</c>.</summary>
internal sealed class StoreTasks<TDb>(IStore<TDb> store, Func<DbContextOptions, TDb> create, IOptions<StoreOptions> options, SqliteFile? file = null) : IStoreTasks where TDb : ServiceDb
{
    public async Task<bool> DoAsync(string task, TextWriter output, CancellationToken cancellation)
    {
        try
        {
            return task switch
            {
                "plan" => await PlanAsync(output, cancellation),
                "migrate" => await MigrateAsync(output, cancellation),
                "verify" => await VerifyAsync(output, cancellation),
                _ => Say(output, new("task", HealthState.Fail, $"Data:Task must be plan, migrate or verify, not '{task}'")),
            };
        }
        catch (Exception fault) when (fault.Refusal() is { } refusal)
        {
            return Say(output, new("store", HealthState.Fail, refusal.Message.ReplaceLineEndings(" "), "see that the database is there and lets this service in"));
        }
    }

    private bool IsThere => file is null || File.Exists(file.Path);

    private async Task<bool> PlanAsync(TextWriter output, CancellationToken cancellation)
    {
        await using var db = Open();
        var plan = IsThere ? await MigrationPlan.OfAsync(db, cancellation) : MigrationPlan.OfNothing(db);
        foreach (var pending in plan.Pending)
        {
            // A store that is empty has no process of before.
            Say(output, new("migration", HealthState.Ok, $"{pending.Id} is pending: {(plan.Applied == 0 ? "a new store" : pending.Kind.ToString().ToLowerInvariant())}"));
            foreach (var step in plan.Applied == 0 ? [] : pending.Steps)
            {
                Say(output, new("migration", step.Kind == MigrationKind.Expand ? HealthState.Ok : HealthState.Warn, $"  {step.Kind.ToString().ToLowerInvariant()}: {step.What}"));
            }
        }

        return Say(output, plan switch
        {
            { Unknown.Count: > 0 } => new("migrations", HealthState.Fail, $"a newer version made {string.Join(", ", plan.Unknown)}", "run that version, or restore a backup of before"),
            { Pending.Count: 0 } => new("migrations", HealthState.Ok, $"all {plan.Applied} are in it"),
            _ => new("migrations", HealthState.Ok, $"{plan.Applied} are in it, {plan.Pending.Count} are pending"),
        });
    }

    private async Task<bool> MigrateAsync(TextWriter output, CancellationToken cancellation)
    {
        if (!await PlanAsync(output, cancellation))
        {
            return false;
        }

        await store.MigrateAsync(cancellation);
        return Say(output, new("migrations", HealthState.Ok, "the store has the newest schema"));
    }

    private async Task<bool> VerifyAsync(TextWriter output, CancellationToken cancellation)
    {
        if (!IsThere)
        {
            return Say(output, new("store", HealthState.Fail, $"{file!.Path} does not exist", "say where the data is"));
        }

        await using var db = Open();
        if ((await MigrationPlan.OfAsync(db, cancellation)).Applied == 0 && db.Database.GetMigrations().Any())
        {
            return Say(output, new("store", HealthState.Fail, "it is empty", "say where the data is; a start, or taskforce admin migrate, makes its tables"));
        }

        var isWhole = true;
        foreach (var check in new Func<Task<IReadOnlyList<Finding>>>[]
        {
            () => FileAsync(db, cancellation), () => SchemaAsync(db, cancellation), () => LogCheck.RunAsync(db, file is not null, cancellation),
            async () => [await ChainCheck.RunAsync(db, cancellation)],
        })
        {
            isWhole &= await TryAsync(check, output);
        }

        return isWhole;
    }

    private async Task<bool> TryAsync(Func<Task<IReadOnlyList<Finding>>> check, TextWriter output)
    {
        try
        {
            return (await check()).Aggregate(true, (isWhole, finding) => Say(output, finding) && isWhole);
        }
        catch (Exception fault) when (fault.Refusal() is { } refusal)
        {
            return Say(output, new("store", HealthState.Fail, $"it cannot be looked through: {refusal.Message.ReplaceLineEndings(" ")}"));
        }
    }

    private async Task<IReadOnlyList<Finding>> FileAsync(TDb db, CancellationToken cancellation)
    {
        if (file is null)
        {
            return [];
        }

        var faults = await db.Database.SqlQueryRaw<string>("""SELECT integrity_check AS "Value" FROM pragma_integrity_check LIMIT 5""").ToListAsync(cancellation);
        var strays = await db.Database.SqlQueryRaw<int>("""SELECT count(*) AS "Value" FROM pragma_foreign_key_check""").SingleAsync(cancellation);
        return
        [
            faults is ["ok"] ? new("file", HealthState.Ok, "every page and index is whole") : new("file", HealthState.Fail, string.Join("; ", faults), "restore the last backup that verifies"),
            .. strays > 0 ? [new Finding("file", HealthState.Fail, $"{strays} rows refer to others that are not there", "restore the last backup that verifies")] : Array.Empty<Finding>(),
        ];
    }

    private static async Task<IReadOnlyList<Finding>> SchemaAsync(TDb db, CancellationToken cancellation) => [await MigrationPlan.OfAsync(db, cancellation) switch
    {
        { Unknown: { Count: > 0 } unknown } => new("migrations", HealthState.Fail, $"a newer version made {string.Join(", ", unknown)}", "run that version, or restore a backup of before"),
        { Pending: { Count: > 0 } pending } => new("migrations", HealthState.Warn, $"{pending.Count} are pending, from {pending[0].Id} on", "the next start brings it up to date, or taskforce admin migrate"),
        { Applied: var applied } => new("migrations", HealthState.Ok, $"all {applied} are in it"),
    }];

    private TDb Open() => create((file is null ? new DbContextOptionsBuilder<TDb>().UseNpgsql(Postgres()) : new DbContextOptionsBuilder<TDb>().UseSqlite(Sqlite(file.Path))).Options);

    private NpgsqlConnection Postgres() => new(PostgresStore<TDb>.ReadOnly(StoreOptionsValidator.ConnectionOf(options.Value), store.Service).ToString());

    // A file that nobody uses is read as it is, also from a disk that takes no writes; beside one that is in use, or was when the power went, stands what was committed last.
    private static SqliteConnection Sqlite(string path)
    {
        var isAlone = !File.Exists($"{path}-wal");
        var source = isAlone ? $"file:{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}?immutable=1" : path;
        return new(new SqliteConnectionStringBuilder { DataSource = source, Mode = File.Exists(path) ? SqliteOpenMode.ReadOnly : SqliteOpenMode.Memory, Pooling = false }.ToString());
    }

    private bool Say(TextWriter output, Finding finding)
    {
        output.WriteLine($"{store.Service,-11} {finding.State.ToString().ToUpperInvariant(),-4}  {finding.Check}: {finding.Detail}{(finding.Remedy.Length > 0 ? $"; {finding.Remedy}" : "")}");
        return finding.State != HealthState.Fail;
    }
}
