using System.Security.Authentication;
using Grpc.Core;
using Spectre.Console;
using TaskForce.Cli.Up;
using TaskForce.Client;

namespace TaskForce.Cli.Shells;

/// <summary>Says in words why a command failed.</summary>
internal static class Failure
{
    /// <summary>Whether a user can meet this failure. Any other is a fault of this program.</summary>
    public static bool Explains(Exception fault) =>
        fault is RpcException or TaskForceException or UsageException or RefusedException or UpException or IOException or UnauthorizedAccessException;

    /// <summary>Prints the failure and gives the exit code for it.</summary>
    public static int Print(Exception fault, IAnsiConsole errors, Uri gateway)
    {
        switch (fault)
        {
            case RpcException call:
                return Print(TaskForceException.From(call), errors, gateway);
            case TaskForceException { InnerException: RpcException { Status.DebugException: { } cause } } when IsDistrust(cause):
                errors.MarkupLineInterpolated($"[red]The gateway shows a certificate that is not trusted here.[/] [bold]--authority[/] names a file of whom to trust.");
                return ExitCode.Unreachable;
            case TaskForceException { IsUnreachable: true } call:
                errors.MarkupLineInterpolated($"[red]{Unreachable(call, gateway)}[/] Start everything with [bold]make run[/].");
                return ExitCode.Unreachable;
            case TaskForceException refusal:
                Print(refusal, errors);
                return ExitCode.Refused;
            default:
                errors.MarkupLineInterpolated($"[red]{fault.Message}[/]");
                return fault is UsageException ? ExitCode.Usage : ExitCode.Refused;
        }
    }

    private static string Unreachable(TaskForceException call, Uri gateway) => call switch
    {
        { Code: StatusCode.DeadlineExceeded } => $"The gateway at {gateway} did not answer in time.",
        { Message: var message } when message.StartsWith("The issuer", StringComparison.Ordinal) => message,
        _ => $"The gateway at {gateway} does not answer.",
    };

    private static bool IsDistrust(Exception cause) => cause is AuthenticationException || (cause.InnerException is { } inner && IsDistrust(inner));

    // A message that only strings the violations together says nothing that the list does not.
    private static void Print(TaskForceException refusal, IAnsiConsole errors)
    {
        var repeats = refusal.Violations.Count > 0 && refusal.Violations.All(v => refusal.Message.Contains(v.Description, StringComparison.Ordinal));
        var message = repeats ? "The request is not valid:" : refusal.Message.Length > 0 ? refusal.Message : refusal.Code.ToString();
        var reason = refusal.Reason.Length > 0 ? refusal.Reason : refusal.Code.ToString();
        errors.MarkupLineInterpolated($"[red]{message}[/] [dim]{reason}[/]");
        foreach (var violation in refusal.Violations)
        {
            errors.MarkupLineInterpolated($"  [bold]{violation.Field}[/] {violation.Description}");
        }
    }
}
