using System.CommandLine;
using TaskForce.Cli.Admin;
using TaskForce.Cli.Backups;

namespace TaskForce.Cli.Up;

/// <summary><c>taskforce up</c>: runs TaskForce on this machine.</summary>
internal static class UpCommand
{
    private static readonly Option<string> Data = DataOption();

    private static readonly Option<string?> Services = new("--services")
    {
        Description = "Where published services are, a directory each [TASKFORCE_SERVICES]",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("TASKFORCE_SERVICES") is { Length: > 0 } path ? path : null,
    };

    private static readonly Option<int> Http = Port("--http", 8080, "The port of the HTTP/1.1 door; 0 takes any free one");
    private static readonly Option<int> Grpc = Port("--grpc", 8081, "The port of the gRPC door; 0 takes any free one");

    private static readonly Option<int?> Tls = Checked(new Option<int?>("--tls")
    {
        Description = "The port of the door with TLS, 8443 unless another door takes any free one; 0 takes any free one",
        DefaultValueFactory = _ => null,
    });

    private static readonly Option<int?> Tak = Checked(new Option<int?>("--tak")
    {
        Description = "The port of the door for TAK clients, usually 8089; 0 takes any free one. None if it is not given",
        DefaultValueFactory = _ => null,
    });

    private static readonly Option<int?> Metrics = Checked(new Option<int?>("--metrics")
    {
        Description = "The first of the ports on which Prometheus reads metrics, usually 9464: one for each service; 0 takes any free ones. None if it is not given",
        DefaultValueFactory = _ => null,
    });

    /// <summary>The command.</summary>
    /// <param name="nations">Whose devices may come in.</param>
    /// <param name="seed">Fills a TaskForce that answers with what a newcomer needs; called at every start.</param>
    public static Command Create(Func<IReadOnlyList<string>> nations, Func<Doors, CancellationToken, Task> seed)
    {
        var command = new Command("up", "Run TaskForce on this machine until Ctrl-C.") { Data };
        AddTo(command, (result, start, cancellation) => start(result.GetValue(Data)!, nations(), (doors, _, end) => seed(doors, end)));
        return command;
    }

    /// <summary>Starts TaskForce in a data directory, for some nations, filled by a seed; gives the exit code.</summary>
    internal delegate Task<int> Start(string data, IReadOnlyList<string> nations, Func<Doors, Action<string>, CancellationToken, Task> seed);

    /// <summary>Makes a command one that runs TaskForce.</summary>
    /// <param name="command">The command; it gets the options of the doors.</param>
    /// <param name="run">Runs it by the start that it is given.</param>
    public static void AddTo(Command command, Func<ParseResult, Start, CancellationToken, Task<int>> run)
    {
        foreach (var option in new Option[] { Http, Grpc, Tls, Tak, Metrics, Services })
        {
            command.Add(option);
        }

        command.SetAction((result, cancellation) =>
        {
            // The services get more time to end than the parser would give.
            result.InvocationConfiguration.ProcessTerminationTimeout = null;
            return run(result, (data, nations, seed) => RunAsync(result, data, nations, seed, cancellation), cancellation);
        });
    }

    /// <summary>Where the data is.</summary>
    public static Option<string> DataOption() => new("--data")
    {
        Description = "Where the data is kept [TASKFORCE_DATA]",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("TASKFORCE_DATA") is { Length: > 0 } path ? path : ".data",
    };

    private static async Task<int> RunAsync(
        ParseResult options, string directory, IReadOnlyList<string> nations, Func<Doors, Action<string>, CancellationToken, Task> seed, CancellationToken cancellation)
    {
        using var signals = new StopSignals(cancellation);
        try
        {
            using var data = DataDirectory.Open(directory);
            Restore.MustBeFinished(data.Path);
            var fleet = new Fleet(data.Path, options.GetValue(Http), options.GetValue(Grpc), options.GetValue(Tls), options.GetValue(Tak), options.GetValue(Metrics), nations);
            var services = fleet.Services(options.GetValue(Services));
            OperatorDoor.Write(data.Path, fleet.Operators);
            var screen = new Screen(options.InvocationConfiguration.Output);
            screen.Say($"Starting TaskForce; data in {data.Path}, logs in {data.Logs}");
            if (fleet.MakeCertificates())
            {
                screen.Say($"Made demo certificates in {DemoAuthorities.TrustOf(data.Path)} and beside it, for this machine only: whoever reads their keys can be any device");
            }

            await new Runner(services, fleet.Doors, screen, TimeProvider.System).RunAsync(data.Logs, (doors, end) => seed(doors, screen.Say, end), signals.Token);
            screen.Say("TaskForce has stopped");
            return 0;
        }
        catch (UpException fault)
        {
            await options.InvocationConfiguration.Error.WriteLineAsync(fault.Message);
            return 1;
        }
    }

    private static Option<int> Port(string name, int usual, string description) =>
        Checked(new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual });

    private static Option<T> Checked<T>(Option<T> port)
    {
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is int and (< 0 or > 65535))
            {
                result.AddError($"{port.Name} must be a port, 0 to 65535.");
            }
        });
        return port;
    }
}
