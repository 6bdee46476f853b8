using System.Text;
using Spectre.Console;
using TaskForce.Cli.Shells;
using TaskForce.Cli.Tests.Gateway;

namespace TaskForce.Cli.Tests;

/// <summary>Runs command lines of one user in process, against a fake gateway, with a home directory of its own.</summary>
internal sealed class Cli(FakeGateway gateway, int width = 100) : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public string Home { get; } = Directory.CreateTempSubdirectory("taskforce-cli-").FullName;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether the output is a terminal that can be drawn on.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>What the user types; nothing unless set.</summary>
    public TextReader Input { get; init; } = TextReader.Null;

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Runs a command line. The bound is a safety net.</summary>
    public async Task<Run> RunAsync(params string[] arguments) => await RunAsync(CancellationToken.None, arguments);

    /// <summary>The same until Ctrl-C.</summary>
    public async Task<Run> RunAsync(CancellationToken interrupt, params string[] arguments)
    {
        var (output, errors) = (new SharedWriter(), new SharedWriter());
        var shell = new Shell(Console(output), Console(errors), Clock, name => name switch
        {
            "HOME" => Home,
            "TASKFORCE_GATEWAY" => Environment.GetValueOrDefault(name, gateway.Door.ToString()),
            "TASKFORCE_ISSUER" => Environment.GetValueOrDefault(name, gateway.Issuer.ToString()),
            _ => Environment.GetValueOrDefault(name),
        }, Input);
        var code = await shell.InvokeAsync(Commands.Create(shell), arguments, interrupt).WaitAsync(Bound);
        return new(code, output.ToString(), errors.ToString());
    }

    public void Dispose() => Directory.Delete(Home, recursive: true);

    private IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(writer), Ansi = IsTerminal ? AnsiSupport.Yes : AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Capabilities.Interactive = IsTerminal;
        console.Profile.Width = width;
        return console;
    }

    /// <summary>How a run ended and what it printed.</summary>
    internal sealed record Run(int Code, string Out, string Errors);

    // Field units print from their own threads.
    private sealed class SharedWriter : StringWriter
    {
        private readonly Lock _lock = new();

        public override void Write(char value)
        {
            lock (_lock)
            {
                base.Write(value);
            }
        }

        public override void Write(string? value)
        {
            lock (_lock)
            {
                base.Write(value);
            }
        }

        public override void Write(char[] buffer, int index, int count)
        {
            lock (_lock)
            {
                base.Write(buffer, index, count);
            }
        }

        public override string ToString()
        {
            lock (_lock)
            {
                return base.ToString();
            }
        }

        public override Encoding Encoding => Encoding.UTF8;
    }
}
