using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf;
using TaskForce.Client;
using TaskForce.Fuzz.Answers;
using TaskForce.Fuzz.Cases;
using TaskForce.Fuzz.Values;
using TaskForce.Testing;

namespace TaskForce.Fuzz;

/// <summary>The four real processes with the demo's people, one mission behind them, and little memory.</summary>
internal sealed partial class FuzzWorld : IAsyncDisposable
{
    private const long HeapBytes = 768L * 1024 * 1024;
    private const long ResidentKilobytes = 1536 * 1024;

    private static readonly string[] Services = ["Gateway", "Tasking", "Roster", "Geolocation", "Partners"];

    private readonly string _data;
    private readonly Dictionary<string, int> _processes;

    private FuzzWorld(LocalTaskForce taskForce, string data)
    {
        (TaskForce, _data) = (taskForce, data);
        _processes = Services.ToDictionary(service => service, taskForce.ProcessOf);
    }

    public LocalTaskForce TaskForce { get; }

    public static async Task<FuzzWorld> StartAsync(string data, CancellationToken cancellation)
    {
        // A service that keeps what it is sent runs into this and says so.
        var settings = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = HeapBytes.ToString("X", CultureInfo.InvariantCulture) };
        foreach (var role in new[] { "Anonymous", "Dispatcher", "Commander", "Auditor", "Field", "Partner", "Service" })
        {
            settings[$"RateLimits__{role}__Burst"] = settings[$"RateLimits__{role}__PerSecond"] = "1000000";
            settings[$"RateLimits__{role}__ConcurrentCalls"] = "1000";
        }

        var running = await LocalTaskForce.StartAsync(data, settings);
        var demo = await running.CliAsync("demo", "--journey", "2s");
        return demo.ExitCode == 0 ? new(running, data) : throw new InvalidOperationException($"The demo failed: {demo.Output}{demo.Errors}");
    }

    /// <summary>Notes all that lists answer.</summary>
    public async Task TeachAsync(Pool pool, CancellationToken cancellation)
    {
        using var doors = new Doors(TaskForce, new Tokens(TaskForce));
        foreach (var rpc in Rpc.All.Where(rpc => rpc is { AnswersOnce: true } && rpc.Method.Name.StartsWith("List", StringComparison.Ordinal)))
        {
            foreach (var profile in new[] { "dispatcher.de", "dispatcher.ma" })
            {
                var (answer, fault) = await doors.CallAsync(
                    new(rpc, Door.Grpc, profile, "POST", rpc.Path, Frames.Wrap([])) { ContentType = "application/grpc" }, cancellation);
                foreach (var message in answer?.Messages ?? [])
                {
                    pool.Add(rpc.Method.OutputType.Parser.ParseFrom(message));
                }
            }
        }
    }

    /// <summary>What the processes hold of the machine's memory.</summary>
    public string Memory() => string.Join(", ", _processes.Select(process => string.Create(CultureInfo.InvariantCulture, $"{process.Key} {Resident(process.Value) / 1024} MiB")));

    /// <summary>What should not have happened to the processes meanwhile.</summary>
    public IReadOnlyList<string> Complaints() =>
    [
        .. Services.Where(service => TaskForce.ProcessOf(service) != _processes[service]).Select(service => $"{service} was started again."),
        .. _processes.Where(process => Resident(process.Value) > ResidentKilobytes).Select(process => $"{process.Key} holds {Resident(process.Value)} KiB."),
        .. Directory.EnumerateFiles(_data, "*.log*", SearchOption.AllDirectories).SelectMany(Unhandled).Distinct(),
    ];

    public ValueTask DisposeAsync() => TaskForce.DisposeAsync();

    private static IEnumerable<string> Unhandled(string path)
    {
        using var log = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (log.ReadLine() is { } line)
        {
            if (Failure().IsMatch(line))
            {
                yield return $"{Path.GetFileName(path)}: {line[..Math.Min(line.Length, 1500)]}";
            }
        }
    }

    private static long Resident(int process) => long.Parse(
        File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(fail|crit): |Unhandled exception|OutOfMemory|StackOverflow")]
    private static partial Regex Failure();
}
