using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace TaskForce.Testing;

/// <summary>
/// A PostgreSQL server for one test process, started when a test first wants a database. It listens on a socket in its own temporary
/// directory, so that nobody else's port is in the way, and ends with the process, however that ends.
/// </summary>
public sealed class PostgresServer
{
    private const string Root = "/usr/lib/postgresql";
    private const string User = "postgres";
    private const string Ready = "ready to accept connections";

    // PostgreSQL refuses root. The shell holds the server until its input ends, which it does with the process that writes to it.
    // fsync is off: these tests show what is committed in which order, not what survives a power cut.
    private const string Script = """
        trap : INT TERM
        run() { if [ "$(id -u)" = 0 ]; then exec setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else exec "$@"; fi; }
        [ "$(id -u)" != 0 ] || chown postgres "$2"
        (run "$1/initdb" -D "$2/data" -U postgres --auth=trust --locale=C --encoding=UTF8 --no-sync >"$2/initdb.log" 2>&1) || { cat "$2/initdb.log" >&2; exit 1; }
        run "$1/postgres" -D "$2/data" -c unix_socket_directories="$2" -c listen_addresses= -c fsync=off -c max_connections=300 >/dev/null </dev/null &
        cat >/dev/null
        kill -INT $! && wait $!
        rm -rf "$2"
        """;

    private static readonly Lazy<PostgresServer> Instance = new(() => new());
    private static int _databases;

    private readonly string _directory = Directory.CreateTempSubdirectory("taskforce-postgres-").FullName;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _said = [];

    private PostgresServer()
    {
        var start = new ProcessStartInfo("sh", ["-c", Script, "sh", Programs(), _directory])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        // Held for good: its input must not be closed before the process ends.
        Holder = new Process { StartInfo = start, EnableRaisingEvents = true };
        Holder.ErrorDataReceived += (_, line) => Hear(line.Data);
        Holder.Start();
        Holder.BeginErrorReadLine();
        _ready.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System).GetAwaiter().GetResult();
    }

    /// <summary>The server of this process.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed or does not start.</exception>
    public static PostgresServer Shared => Instance.Value;

    private Process Holder { get; }

    /// <summary>Where one of PostgreSQL's programs is.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed.</exception>
    internal static string Program(string name) => Path.Combine(Programs(), name);

    /// <summary>Makes a database, empty or a copy of another to which nobody is connected, and returns its connection string.</summary>
    public string CreateDatabase(string? template = null)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        Execute($"CREATE DATABASE {name} TEMPLATE {template ?? "template1"}");
        return ConnectionString(name);
    }

    /// <summary>Deletes a database, whoever is connected.</summary>
    public void DropDatabase(string connectionString) =>
        Execute($"DROP DATABASE {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    private void Execute(string statement)
    {
        using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        connection.Open();
        using var command = new NpgsqlCommand(statement, connection);
        command.ExecuteNonQuery();
    }

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = _directory, Username = User, Database = database, MaxPoolSize = 20 }.ToString();

    private void Hear(string? line)
    {
        if (line is null)
        {
            _ready.TrySetException(new InvalidOperationException($"PostgreSQL does not start: {string.Join('\n', _said)}"));
        }
        else if (line.Contains(Ready, StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
        else if (!_ready.Task.IsCompleted)
        {
            _said.Add(line);
        }
    }

    private static string Programs() =>
        (Directory.Exists(Root) ? Directory.GetDirectories(Root) : [])
            .Select(version => Path.Combine(version, "bin"))
            .Where(bin => File.Exists(Path.Combine(bin, "initdb")))
            .MaxBy(bin => double.Parse(Path.GetFileName(Path.GetDirectoryName(bin)!), CultureInfo.InvariantCulture))
        ?? throw new InvalidOperationException($"These tests need PostgreSQL: there is no {Root}/*/bin/initdb. `make test` installs it; by hand, `apt-get install postgresql`.");
}
