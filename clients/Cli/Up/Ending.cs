namespace TaskForce.Cli.Up;

/// <summary>How a process ended, in words.</summary>
internal static class Ending
{
    private static readonly Dictionary<int, string> Signals = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [11] = "SIGSEGV",
        [13] = "SIGPIPE",
        [15] = "SIGTERM",
    };

    /// <summary>Describes an exit code, of which those from 128 on stand for a signal, and the last error if there was one.</summary>
    public static string Describe(int exitCode, string? lastError) =>
        (exitCode > 128 ? $"was ended by {SignalName(exitCode - 128)}" : $"ended with exit code {exitCode}")
        + (lastError is null ? "" : $": {lastError}");

    private static string SignalName(int signal) => Signals.GetValueOrDefault(signal, $"signal {signal}");
}
