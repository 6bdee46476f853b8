using System.Diagnostics;
using System.Text;
using TaskForce.Client;

namespace TaskForce.Testing;

/// <summary>The real processes on free ports, run by <c>taskforce up</c> as a newcomer runs them.</summary>
public sealed class LocalTaskForce : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _runner;
    private readonly StringBuilder _said = new();

    // A home of its own, so that no test sees what a person has logged in as.
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("taskforce-home-");
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LocalTaskForce(Process runner) => _runner = runner;

    /// <summary>The HTTP/1.1 door.</summary>
    public Uri Http { get; private set; } = new("about:blank");

    /// <summary>The gRPC door.</summary>
    public Uri Grpc { get; private set; } = new("about:blank");

    /// <summary>The door with TLS.</summary>
    public Uri Tls { get; private set; } = new("about:blank");

    /// <summary>The door for TAK clients, if it was asked for.</summary>
    public Uri Tak { get; private set; } = new("about:blank");

    /// <summary>The data directory.</summary>
    public string Data { get; private init; } = "";

    /// <summary>Where a field unit that runs on this machine keeps what it knows.</summary>
    public string FieldDirectory(string member) => Path.Combine(_home.FullName, "taskforce", "field", member);

    /// <summary>What the runner has said so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Starts all and waits until they are ready.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="settings">More of the environment, for example <c>RateLimits__...</c>.</param>
    /// <param name="isPublished">Whether to run what <c>make build</c> left, as people do, and not what was built for the tests.</param>
    /// <param name="command">What to run.</param>
    /// <exception cref="InvalidOperationException">They do not get ready; the message holds what the runner said.</exception>
    public static async Task<LocalTaskForce> StartAsync(
        string data, IEnumerable<KeyValuePair<string, string>>? settings = null, bool isPublished = false, params string[] command)
    {
        var start = StartInfo([.. command.DefaultIfEmpty("up"), "--http", "0", "--grpc", "0", "--data", data]);
        start.ArgumentList[0] = ProgramOf(isPublished);
        foreach (var (key, value) in settings ?? [])
        {
            start.Environment[key] = value;
        }

        var stack = new LocalTaskForce(new Process { StartInfo = start, EnableRaisingEvents = true }) { Data = data };
        await stack.GetReadyAsync();
        return stack;
    }

    /// <summary>A connection as a profile of the demo issuer; the caller disposes it.</summary>
    public TaskForceConnection Connect(string profile)
    {
        var credentials = new ClientCredentials(new Uri(Http, "demo"), profile);
        return new(Grpc, new BearerTokens((_, cancellation) => credentials.FetchAsync(cancellation)));
    }

    /// <summary>Runs the CLI to its end against this stack.</summary>
    public Task<(int ExitCode, string Output, string Errors)> CliAsync(params string[] arguments) => RunAsync(Environment(), arguments);

    /// <summary>Runs a CLI of another build to its end against this stack.</summary>
    /// <param name="program">Its <c>taskforce.dll</c>.</param>
    /// <param name="arguments">What to ask.</param>
    public Task<(int ExitCode, string Output, string Errors)> CliOfAsync(string program, params string[] arguments) => RunAsync(StartInfoOf(program, arguments), Environment());

    /// <summary>Starts the CLI against this stack; the caller ends it.</summary>
    public Process StartCli(params string[] arguments)
    {
        var process = new Process { StartInfo = StartInfo(arguments) };
        Apply(process.StartInfo, Environment());
        process.Start();
        return process;
    }

    /// <summary>Starts the CLI in a network of its own, from where the doors have other names; the caller ends it.</summary>
    public Process StartCli(LossyNetwork network, Uri grpc, Uri http, params string[] arguments)
    {
        var start = StartInfo(arguments);
        var all = new ProcessStartInfo(network.Enter[0], [.. network.Enter.Skip(1), start.FileName, .. start.ArgumentList]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Apply(all, Environment());
        (all.Environment["TASKFORCE_GATEWAY"], all.Environment["TASKFORCE_ISSUER"]) = (grpc.ToString(), new Uri(http, "demo").ToString());
        return Process.Start(all)!;
    }

    /// <summary>Runs a script in bash, in a directory where <c>bin/taskforce</c> is the CLI and its logins are this stack's.</summary>
    public async Task<(int ExitCode, string Output)> ScriptAsync(string directory, string script)
    {
        var program = $"mkdir bin && printf '#!/bin/sh\\nexec dotnet \"%s\" \"$@\"\\n' '{Program}' > bin/taskforce && chmod +x bin/taskforce";
        var start = new ProcessStartInfo("bash", ["-c", $"exec 2>&1\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{program}\n{script}"]) { WorkingDirectory = directory, RedirectStandardOutput = true };
        Apply(start, Environment());
        using var bash = Process.Start(start)!;
        try
        {
            var output = bash.StandardOutput.ReadToEndAsync();
            await bash.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
            return (bash.ExitCode, await output.WaitAsync(Patience, TimeProvider.System));
        }
        finally
        {
            bash.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Runs the CLI to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        RunAsync(StartInfo(arguments), environment);

    /// <summary>The process of a service, for example <c>Tasking</c>.</summary>
    public int ProcessOf(string service) => Directory.EnumerateDirectories("/proc")
        .Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
        .Where(id => CommandLine(id!).Contains($"TaskForce.{service}.dll", StringComparison.Ordinal) && Parent(id!) == _runner.Id)
        .Select(id => int.Parse(id!, System.Globalization.CultureInfo.InvariantCulture)).Single();

    /// <summary>Stops all; returns the runner's exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (!_runner.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_runner.Id}"]);
            await _runner.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        }

        return _runner.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _runner.Dispose();
        _home.Delete(recursive: true);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(ProcessStartInfo start, IReadOnlyDictionary<string, string> environment)
    {
        using var process = new Process { StartInfo = start };
        Apply(process.StartInfo, environment);
        process.Start();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        return (process.ExitCode, await output, await errors);
    }

    private async Task GetReadyAsync()
    {
        _runner.OutputDataReceived += (_, line) => Hear(line.Data);
        _runner.ErrorDataReceived += (_, line) => Hear(line.Data);
        _runner.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"The runner ended: {Said}"));
        _runner.Start();
        _runner.BeginOutputReadLine();
        _runner.BeginErrorReadLine();
        try
        {
            await _ready.Task.WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"TaskForce does not get ready: {Said}");
        }
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_said)
        {
            _said.AppendLine(line);
        }

        if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var door, var url, ..] && Uri.TryCreate(url, UriKind.Absolute, out var where))
        {
            (Http, Grpc, Tls, Tak) = door switch
            {
                "HTTP/1.1" => (where, Grpc, Tls, Tak),
                "gRPC" => (Http, where, Tls, Tak),
                "TLS" => (Http, Grpc, where, Tak),
                "TAK" => (Http, Grpc, Tls, where),
                _ => (Http, Grpc, Tls, Tak),
            };
        }

        if (line == "TaskForce is ready")
        {
            _ready.TrySetResult();
        }
    }

    private Dictionary<string, string> Environment() => new()
    {
        ["TASKFORCE_GATEWAY"] = Grpc.ToString(),
        ["TASKFORCE_ISSUER"] = new Uri(Http, "demo").ToString(),
        ["TASKFORCE_DATA"] = Data,
        ["XDG_CONFIG_HOME"] = _home.FullName,
        ["XDG_STATE_HOME"] = _home.FullName,
    };

    private static string CommandLine(string id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            // It has ended in the meantime.
            return "";
        }
    }

    // The fourth field of proc(5)'s stat; the second is in parentheses and may hold spaces.
    private static int Parent(string id) => int.Parse(
        File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);

    private static void Apply(ProcessStartInfo start, IReadOnlyDictionary<string, string> environment)
    {
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }
    }

    private static ProcessStartInfo StartInfo(params string[] arguments) => StartInfoOf(Program, arguments);

    private static ProcessStartInfo StartInfoOf(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NO_COLOR"] = "1";
        return start;
    }

    private static string Program => ProgramOf(isPublished: false);

    private static string ProgramOf(bool isPublished) => Builds.Find("Cli", "taskforce.dll", isPublished);
}
