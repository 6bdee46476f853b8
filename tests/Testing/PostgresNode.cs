using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace TaskForce.Testing;

/// <summary>
/// A PostgreSQL server of a test's own, on a port, that the test may kill, start again, and follow with a standby. It ends with the process,
/// however that ends.
/// </summary>
public sealed class PostgresNode : IAsyncDisposable
{
    // PostgreSQL refuses root. The shell holds the server until its input ends; a server that was killed ends the shell.
    private const string AsPostgres = """
        run() { if [ "$(id -u)" = 0 ]; then exec setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else exec "$@"; fi; }
        """;

    private const string Hold = AsPostgres + """

        run "$@" >/dev/null 2>&1 </dev/null &
        (wait_input() { cat >/dev/null; }; wait_input; kill -INT $! 2>/dev/null) &
        wait $!
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _directory;
    private readonly bool _isSynced;
    private Process? _holder;

    private PostgresNode(string directory, bool isSynced) => (_directory, _isSynced) = (directory, isSynced);

    /// <summary>Where it listens on the loopback.</summary>
    public int Port { get; } = Ports.Take(1)[0];

    /// <summary>How to connect to its first database.</summary>
    public string Connection => $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres";

    /// <summary>A new, empty server.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="isSynced">Whether commits survive a power cut; tests need not wait for that, measurements must.</param>
    public static async Task<PostgresNode> CreateAsync(CancellationToken cancellation, bool isSynced = false)
    {
        var node = New(isSynced);
        await RunAsync([PostgresServer.Program("initdb"), "-D", node.Data, "-U", "postgres", "--auth=trust", "--locale=C", "--encoding=UTF8", "--no-sync"]);
        await node.StartAsync(cancellation);
        return node;
    }

    /// <summary>A standby of this server; what this one answers for from now on is on both.</summary>
    public async Task<PostgresNode> FollowAsync(CancellationToken cancellation)
    {
        var standby = New(_isSynced);
        await RunAsync([PostgresServer.Program("pg_basebackup"), "-h", "127.0.0.1", "-p", $"{Port}", "-U", "postgres", "-D", standby.Data, "-R", "-X", "stream", "-c", "fast", "--no-sync"]);
        await standby.StartAsync(cancellation);
        await ExecuteAsync("ALTER SYSTEM SET synchronous_standby_names = '*'", cancellation);
        await ExecuteAsync("SELECT pg_reload_conf()", cancellation);
        while (await AskAsync("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'", cancellation) is not 1L)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
        }

        return standby;
    }

    /// <summary>Starts the server and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("sh", ["-c", Hold, "sh", PostgresServer.Program("postgres"), "-D", Data, "-p", $"{Port}",
            "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={_directory}", "-c", $"fsync={(_isSynced ? "on" : "off")}", "-c", "max_connections=200"])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
        };
        _holder = Process.Start(start)!;
        while (!await AnswersAsync(cancellation))
        {
            if (_holder.HasExited)
            {
                // The children of a server that was killed need a moment to notice; until then no other starts on its files.
                _holder.Dispose();
                _holder = Process.Start(start)!;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
        }
    }

    /// <summary>Ends the server as a power cut does.</summary>
    public async Task KillAsync()
    {
        var id = int.Parse((await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0], CultureInfo.InvariantCulture);
        // Its children end by themselves when they notice; a new server waits for them.
        using var postmaster = Process.GetProcessById(id);
        postmaster.Kill();
        await _holder!.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        File.Delete(Path.Combine(Data, "postmaster.pid"));
        _holder.Dispose();
        _holder = null;
    }

    /// <summary>Makes a standby take writes.</summary>
    public Task PromoteAsync() => RunAsync([PostgresServer.Program("pg_ctl"), "promote", "-w", "-D", Data]);

    /// <summary>Runs a statement.</summary>
    public async Task ExecuteAsync(string statement, CancellationToken cancellation) => await AskAsync(statement, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_holder is not null)
        {
            _holder.StandardInput.Close();
            await _holder.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
            _holder.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private string Data => Path.Combine(_directory, "data");

    private static PostgresNode New(bool isSynced)
    {
        var node = new PostgresNode(Directory.CreateTempSubdirectory("taskforce-postgres-").FullName, isSynced);
        if (Environment.IsPrivilegedProcess)
        {
            using var chown = Process.Start("chown", ["postgres", node._directory]);
            chown.WaitForExit();
        }

        return node;
    }

    private async Task<object?> AskAsync(string question, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection($"{Connection};Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(question, connection);
        return await command.ExecuteScalarAsync(cancellation);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            return await AskAsync("SELECT 1", cancellation) is 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task RunAsync(string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", $"{AsPostgres}\nrun \"$@\"", "sh", .. command])
        {
            WorkingDirectory = "/",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (_, said) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{Path.GetFileName(command[0])} failed: {await said}");
        }
    }
}
