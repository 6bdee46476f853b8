namespace TaskForce.Cli.Shells;

/// <summary>What the program tells the shell that started it.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The server, or a step of the demo, refused.</summary>
    public const int Refused = 1;

    /// <summary>The command makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>Nothing answers at the gateway or the issuer.</summary>
    public const int Unreachable = 3;

    /// <summary>Ctrl-C, as shells have it: 128 and the signal's number.</summary>
    public const int Interrupted = 130;
}

/// <summary>The command makes no sense, in a way that only shows while it runs.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The job cannot go on, for a reason that no server gave.</summary>
internal sealed class RefusedException(string message) : Exception(message);
