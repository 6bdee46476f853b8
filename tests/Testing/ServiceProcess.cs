using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace TaskForce.Testing;

/// <summary>One real service. It ends with the process that started it, whose end of its standard input is closed by the system.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _warnings = [];

    private ServiceProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data is { } text ? $"fail: {text}" : null);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IReadOnlyList<string> Warnings => [.. _warnings];

    public int Id => _process.Id;

    public static ServiceProcess Start(string service, IReadOnlyDictionary<string, string> environment, bool isPublished) =>
        Start([], AssemblyOf(service, isPublished), environment);

    /// <param name="enter">The words that come before the program's own, and become it.</param>
    /// <param name="assembly">The program.</param>
    /// <param name="environment">What is added to this process's own.</param>
    public static ServiceProcess Start(IReadOnlyList<string> enter, string assembly, IReadOnlyDictionary<string, string> environment)
    {
        // Without the trap a limit on the size of files, which a test may set, would end the process rather than refuse the write.
        var start = new ProcessStartInfo("sh", ["-c", "trap '' XFSZ; exec \"$@\"", "sh", .. enter, "dotnet", assembly])
        {
            WorkingDirectory = Path.GetDirectoryName(assembly),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        return new(new Process { StartInfo = start });
    }

    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
    }

    public async Task StopAsync()
    {
        Signal("TERM");
        await _process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
    }

    public async Task<int> ExitAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose() => _process.Dispose();

    private void Hear(string? line)
    {
        if (line is not null && (line.StartsWith("warn", StringComparison.Ordinal) || line.StartsWith("fail", StringComparison.Ordinal) || line.StartsWith("crit", StringComparison.Ordinal)))
        {
            _warnings.Enqueue(line);
        }
    }

    /// <summary>The program of a service.</summary>
    public static string AssemblyOf(string service, bool isPublished) => Builds.Find(service, $"TaskForce.{service}.dll", isPublished);
}
