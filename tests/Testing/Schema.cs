using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Testing;

/// <summary>
/// The newest schema of a service's store, made once in a process and copied for each test: migrating anew takes longer than most tests. The tests of
/// migrations, and all that start processes, do without it.
/// </summary>
internal static class Schema
{
    private static readonly ConcurrentDictionary<Assembly, Lazy<byte[]>> Files = [];
    private static readonly ConcurrentDictionary<Assembly, Lazy<string>> Templates = [];

    /// <summary>Puts the file of a service with a store of its own into an empty directory.</summary>
    public static void Copy(Assembly service, string directory)
    {
        if (HasStore(service) && !Directory.EnumerateFileSystemEntries(directory).Any())
        {
            var file = Files.GetOrAdd(service, static of => new(() => MakeFile(of))).Value;
            File.WriteAllBytes(Path.Combine(directory, NameOf(service) + ".db"), file);
        }
    }

    /// <summary>The PostgreSQL database to copy, or null for a service without a store of its own.</summary>
    public static string? TemplateOf(Assembly service) =>
        HasStore(service) ? Templates.GetOrAdd(service, static of => new(() => MakeTemplate(of))).Value : null;

    private static byte[] MakeFile(Assembly service)
    {
        var directory = Directory.CreateTempSubdirectory("taskforce-test-");
        var file = Path.Combine(directory.FullName, "schema.db");
        Migrate(service, isPostgres: false, options => options.UseSqlite($"Data Source={file};Pooling=False"));
        var bytes = File.ReadAllBytes(file);
        directory.Delete(recursive: true);
        return bytes;
    }

    private static string MakeTemplate(Assembly service)
    {
        var connection = new NpgsqlConnectionStringBuilder(PostgresServer.Shared.CreateDatabase()) { Pooling = false };
        Migrate(service, isPostgres: true, options => options.UseNpgsql(connection.ToString()));
        return connection.Database!;
    }

    private static void Migrate(Assembly service, bool isPostgres, Action<DbContextOptionsBuilder> use)
    {
        var kind = Contexts(service).Single(type => type.Name.StartsWith("Postgres", StringComparison.Ordinal) == isPostgres);
        var options = new DbContextOptionsBuilder();
        use(options);
        using var db = (DbContext)Activator.CreateInstance(kind, options.Options)!;
        db.Database.Migrate();
    }

    private static bool HasStore(Assembly service) => Contexts(service).Any();

    private static IEnumerable<System.Type> Contexts(Assembly service) => service.GetTypes().Where(type => type.IsSubclassOf(typeof(ServiceDb)));

    private static string NameOf(Assembly service) => service.GetName().Name!.Split('.')[^1].ToLowerInvariant();
}
