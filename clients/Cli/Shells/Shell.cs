using System.CommandLine;
using System.CommandLine.Invocation;
using Grpc.Core;
using Spectre.Console;
using TaskForce.Client;

namespace TaskForce.Cli.Shells;

/// <summary>What every command runs in: where it prints, what time it is, and what becomes of a failure.</summary>
internal sealed class Shell(IAnsiConsole output, IAnsiConsole errors, TimeProvider clock, Func<string, string?> environment, TextReader? input = null)
{
    private const int PipeWidth = 120;

    public IAnsiConsole Out { get; } = Harmless(output);

    public IAnsiConsole Errors { get; } = Harmless(errors);

    /// <summary>What the user types.</summary>
    public TextReader In { get; } = input ?? Console.In;

    public TimeProvider Clock { get; } = clock;

    public UserDirectories Directories { get; } = new(environment);

    /// <summary>The variables of the environment.</summary>
    public Func<string, string?> Environment { get; } = environment;

    public GlobalOptions Options { get; } = new(environment);

    /// <summary>The shell around the process's own streams.</summary>
    public static Shell OfThisProcess() => new(
        ConsoleOn(Console.Out, Console.IsOutputRedirected), ConsoleOn(Console.Error, Console.IsErrorRedirected),
        TimeProvider.System, System.Environment.GetEnvironmentVariable);

    public RootCommand AddGlobalOptions(RootCommand root)
    {
        Options.AddTo(root);
        return root;
    }

    /// <summary>Runs a command line and gives its exit code.</summary>
    public async Task<int> InvokeAsync(RootCommand root, IReadOnlyList<string> arguments, CancellationToken cancellation = default)
    {
        var command = root.Parse(arguments);
        var configuration = new InvocationConfiguration
        {
            Output = Out.Profile.Out.Writer,
            Error = Errors.Profile.Out.Writer,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(5),
        };
        if (command.Action is not ParseErrorAction faulty)
        {
            return await command.InvokeAsync(configuration, cancellation);
        }

        // Who typed half a command is helped by the rest; who mistyped an option is not.
        faulty.ShowHelp = command.CommandResult.Command.Subcommands.Count > 0;
        await command.InvokeAsync(configuration, cancellation);
        return ExitCode.Usage;
    }

    /// <summary>Does a command's work; every failure that a user can meet becomes a line and an exit code.</summary>
    /// <param name="untilInterrupted">Whether Ctrl-C is how the command is meant to end.</param>
    public async Task<int> RunAsync(Func<Session, Task> work, ParseResult command, bool untilInterrupted, CancellationToken cancellation)
    {
        using var session = new Session(this, command, cancellation);
        try
        {
            await work(session);
            return ExitCode.Done;
        }
        catch (Exception end) when (cancellation.IsCancellationRequested && end is OperationCanceledException or RpcException)
        {
            return untilInterrupted ? ExitCode.Done : ExitCode.Interrupted;
        }
        catch (Exception fault) when (Failure.Explains(fault))
        {
            return Failure.Print(fault, Errors, session.Gateway);
        }
    }

    private static IAnsiConsole Harmless(IAnsiConsole console)
    {
        console.Pipeline.Attach(new HarmlessOutput());
        return console;
    }

    private static IAnsiConsole ConsoleOn(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(writer) });
        if (redirected)
        {
            // A program reads it, or nobody knows how wide the reader is.
            console.Profile.Width = PipeWidth;
            console.Profile.Capabilities.Ansi = false;
            console.Profile.Capabilities.Interactive = false;
        }

        return console;
    }
}

/// <summary>Ties a command to its work.</summary>
internal static class CommandExtensions
{
    /// <summary>What the command does. It ends by itself.</summary>
    public static Command Does(this Command command, Shell shell, Func<Session, Task> work) => command.Does(shell, untilInterrupted: false, work);

    /// <summary>What the command does until Ctrl-C.</summary>
    public static Command DoesUntilInterrupted(this Command command, Shell shell, Func<Session, Task> work) =>
        command.Does(shell, untilInterrupted: true, work);

    private static Command Does(this Command command, Shell shell, bool untilInterrupted, Func<Session, Task> work)
    {
        command.SetAction((parsed, cancellation) => shell.RunAsync(work, parsed, untilInterrupted, cancellation));
        return command;
    }
}
