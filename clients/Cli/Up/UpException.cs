namespace TaskForce.Cli.Up;

/// <summary>Why TaskForce cannot be started or kept running; the message is one line for the person at the keyboard.</summary>
internal sealed class UpException(string message, Exception? cause = null) : Exception(message, cause);
