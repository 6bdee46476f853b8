using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace TaskForce.Gateway.Refusals;

/// <summary>What the gateway itself says no with, in whichever protocol it was asked.</summary>
/// <param name="Code">The kind of refusal.</param>
/// <param name="Reason">A stable UPPER_SNAKE_CASE code for machines.</param>
/// <param name="Message">One sentence for people.</param>
internal sealed record Refusal(Code Code, string Reason, string Message)
{
    /// <summary>When a retry may succeed; null if the caller cannot know.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The HTTP status for a REST call, as the services choose it.</summary>
    public int HttpStatus { get; init; } = Code switch
    {
        Code.InvalidArgument => StatusCodes.Status400BadRequest,
        Code.NotFound => StatusCodes.Status404NotFound,
        Code.Unauthenticated => StatusCodes.Status401Unauthorized,
        Code.PermissionDenied => StatusCodes.Status403Forbidden,
        Code.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        Code.Unimplemented => StatusCodes.Status501NotImplemented,
        Code.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    public Google.Rpc.Status ToStatus()
    {
        var status = new Google.Rpc.Status
        {
            Code = (int)Code,
            Message = Message,
            Details = { Any.Pack(new ErrorInfo { Domain = "taskforce.dev", Reason = Reason }) },
        };
        if (RetryAfter is { } delay)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = delay.ToDuration() }));
        }

        return status;
    }
}
