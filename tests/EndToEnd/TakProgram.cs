using System.Diagnostics;
using System.Text.Json;

namespace TaskForce.EndToEnd;

/// <summary>A TAK client by the libraries of others, as a process: what it is told to do, and what it says it was sent.</summary>
internal sealed class TakProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private TakProgram(Process process) => _process = process;

    private static string Directory => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "tests", "TakClient"));

    /// <summary>Starts one.</summary>
    /// <param name="spelling"><c>xml</c> or <c>protobuf</c>.</param>
    /// <param name="door">Where the bridge is.</param>
    /// <param name="certificate">The file of its certificate.</param>
    /// <param name="key">The file of its key.</param>
    public static TakProgram Start(string spelling, Uri door, string certificate, string key)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Directory, "client.js"), spelling, door.ToString(), certificate, key, $"NODE-{spelling}", "FALKE"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        // The library tells of its connections there; a full pipe would stop it.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return new(process);
    }

    /// <summary>Has it do something.</summary>
    public async Task DoAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>The next event that it says is like this; others are passed over.</summary>
    public async Task<JsonElement> HearAsync(Func<JsonElement, bool> isIt)
    {
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TimeProvider.System) is { } line)
        {
            if (line.StartsWith('{') && JsonDocument.Parse(line).RootElement is var heard && isIt(heard))
            {
                return heard;
            }
        }

        throw new EndOfStreamException("The client ended.");
    }

    /// <summary>Waits until it has ended.</summary>
    public Task EndedAsync() => _process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
