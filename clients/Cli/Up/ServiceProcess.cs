using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TaskForce.Cli.Up;

/// <summary>One run of a process. It keeps the write end of the process's standard input open: when the runner is gone, so is that.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private const int Terminate = 15;

    // A service gives its calls four seconds, and then keeps its audit log's last entries.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly TimeProvider _clock;
    private readonly Task _output;

    private ServiceProcess(Process process, Action<string, bool> onLine, TimeProvider clock)
    {
        _process = process;
        _clock = clock;
        _output = Task.WhenAll(PumpAsync(process.StandardOutput, false, onLine), PumpAsync(process.StandardError, true, onLine));
    }

    /// <summary>Starts a process.</summary>
    /// <param name="spec">What to start.</param>
    /// <param name="onLine">Receives each line of its output, and whether it is of standard error.</param>
    /// <param name="clock">Measures the grace given to it at the end.</param>
    /// <exception cref="UpException">There is no such program.</exception>
    public static ServiceProcess Start(ServiceSpec spec, Action<string, bool> onLine, TimeProvider clock)
    {
        try
        {
            return new(Process.Start(StartInfo(spec))!, onLine, clock);
        }
        catch (Win32Exception fault)
        {
            throw new UpException($"{spec.Name} cannot be started: {fault.Message}", fault);
        }
    }

    /// <summary>Waits for the end. When <paramref name="stop"/> is cancelled the process is asked to end, and made to if it takes too long.</summary>
    /// <returns>The exit code; 128 and the signal's number if a signal ended it.</returns>
    public async Task<int> WaitAsync(CancellationToken stop)
    {
        var end = _process.WaitForExitAsync(CancellationToken.None);
        using (stop.UnsafeRegister(_ => Ask(), null))
        {
            await Task.WhenAny(end, WhenOverdueAsync(end, stop));
        }

        if (!end.IsCompleted)
        {
            _process.Kill(entireProcessTree: true);
            await end;
        }

        // A grandchild may hold the pipes open; it is not waited for.
        await _output.WaitAsync(LastWords, _clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _process.ExitCode;
    }

    public void Dispose() => _process.Dispose();

    private async Task WhenOverdueAsync(Task end, CancellationToken stop)
    {
        await end.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await end.WaitAsync(Grace, _clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Ask()
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(_process.Id, Terminate);
        }
    }

    private static ProcessStartInfo StartInfo(ServiceSpec spec)
    {
        // In a session of its own the process does not get the terminal's Ctrl-C: the runner alone decides on its end.
        string[] command = Setsid is { } setsid ? [setsid, spec.Program] : [spec.Program];
        var info = new ProcessStartInfo(command[0], [.. command[1..], .. spec.Arguments])
        {
            WorkingDirectory = spec.Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in spec.Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static string? Setsid { get; } = new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);

    private static async Task PumpAsync(StreamReader output, bool isError, Action<string, bool> onLine)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            onLine(line, isError);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
