using System.Reflection;

namespace TaskForce.Testing;

/// <summary>Where one test's services keep their data; gone at the end of the test.</summary>
public abstract class TestStore : IDisposable
{
    /// <summary>The settings of the section <c>Data</c>.</summary>
    public abstract IReadOnlyDictionary<string, string?> Settings { get; }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Called before a service in this process uses the store.</summary>
    internal virtual void Prepare(Assembly service)
    {
    }
}

/// <summary>A directory for SQLite files.</summary>
public sealed class SqliteTestStore : TestStore
{
    /// <summary>The directory.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("taskforce-test-").FullName;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["Data:Directory"] = Directory };

    /// <inheritdoc/>
    public override void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    internal override void Prepare(Assembly service) => Schema.Copy(service, Directory);
}

/// <summary>A PostgreSQL database, which several services may share.</summary>
/// <param name="isEmpty">Whether the first service makes its tables itself.</param>
public sealed class PostgresTestStore(bool isEmpty = false) : TestStore
{
    private readonly Lock _gate = new();
    private string? _connection;

    /// <summary>The connection string; of an empty database if no service was there before.</summary>
    public string Connection => Make(null);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["Data:Connection"] = Connection };

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_connection is not null)
        {
            PostgresServer.Shared.DropDatabase(_connection);
        }
    }

    internal override void Prepare(Assembly service) => Make(isEmpty ? null : service);

    private string Make(Assembly? service)
    {
        lock (_gate)
        {
            return _connection ??= PostgresServer.Shared.CreateDatabase(service is null ? null : Schema.TemplateOf(service));
        }
    }
}

/// <summary>A database on servers that the test may kill: a primary, and its standby if there is one.</summary>
/// <param name="primary">Where changes are made.</param>
/// <param name="standby">Where they are made after a failover.</param>
public sealed class ClusterTestStore(PostgresNode primary, PostgresNode? standby) : TestStore
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Data:Connection"] = (standby is null ? $"Host=127.0.0.1;Port={primary.Port}" : $"Host=127.0.0.1:{primary.Port},127.0.0.1:{standby.Port};Target Session Attributes=primary")
            + ";Username=postgres;Database=postgres;Timeout=5;Command Timeout=15;Maximum Pool Size=20",
    };

    /// <inheritdoc/>
    public override void Dispose()
    {
        // The servers are the test's.
    }
}
