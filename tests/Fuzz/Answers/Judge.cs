using System.Text.RegularExpressions;
using Grpc.Core;
using TaskForce.Fuzz.Cases;

namespace TaskForce.Fuzz.Answers;

/// <summary>Says what is wrong with an answer, whatever was asked.</summary>
internal static partial class Judge
{
    /// <summary>What is wrong; null if nothing is.</summary>
    public static string? Fault(Case asked, Answer answer) => answer switch
    {
        // No HTTP: the server itself closes the connection, before anything of ours is asked.
        { Http: 400, Text: Answer.Nothing } when asked.Target.Contains("%00", StringComparison.Ordinal) => null,
        { Code: StatusCode.Unknown or StatusCode.Internal or StatusCode.DataLoss } => $"status {answer.Code}",
        { Http: 500 or 502 or 504 or < 200 } => $"HTTP {answer.Http}",
        { Code: StatusCode.DeadlineExceeded } when asked.Rpc.AnswersOnce && !SetsDeadline(asked) => "no answer in time",
        { Code: StatusCode.Unavailable } => "a service broke off",
        { IsOk: false } when Leak().Match(answer.Text) is { Success: true } leak => $"the answer tells '{leak.Value}'",
        { IsOk: false, Reason: null } => $"status {answer.Code} without an ErrorInfo",
        { Code: null, Messages: [], Http: not 200 } => $"HTTP {answer.Http} without a status",
        _ => null,
    };

    private static bool SetsDeadline(Case asked) => asked.Headers.Any(header => header.Name == "grpc-timeout");

    // Types and methods of ours and of what we use, stack traces, paths and SQL.
    [GeneratedRegex(
        @"\bat [A-Z]\w+\.\w+|\b(System|Microsoft|Google\.Protobuf|Grpc|Npgsql|Yarp|Roster|Tasking|TaskForce)\.[A-Z]\w+\.\w+|\w+Exception\b|\.cs\b|:line \d|/(root|home|usr|tmp|var|work)/|\b(SELECT|INSERT INTO|UPDATE|DELETE FROM) \S+ (FROM|SET|VALUES|WHERE)|SQLite|constraint failed|Object reference|nullable object|must be non-negative",
        RegexOptions.CultureInvariant)]
    private static partial Regex Leak();
}
