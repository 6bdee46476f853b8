namespace TaskForce;

/// <summary>The ways a request can be refused; each is one gRPC status code.</summary>
public enum Fault
{
    /// <summary>The request is malformed: <c>INVALID_ARGUMENT</c>.</summary>
    Invalid,

    /// <summary>No valid identity: <c>UNAUTHENTICATED</c>.</summary>
    Unauthenticated,

    /// <summary>The caller may not: <c>PERMISSION_DENIED</c>.</summary>
    Denied,

    /// <summary>There is no such resource: <c>NOT_FOUND</c>.</summary>
    NotFound,

    /// <summary>The name is taken: <c>ALREADY_EXISTS</c>.</summary>
    Exists,

    /// <summary>Not in this state: <c>FAILED_PRECONDITION</c>.</summary>
    Rejected,

    /// <summary>Somebody else was first: <c>ABORTED</c>.</summary>
    Conflict,

    /// <summary>Beyond the end of what there is: <c>OUT_OF_RANGE</c>.</summary>
    OutOfRange,

    /// <summary>Too much: <c>RESOURCE_EXHAUSTED</c>.</summary>
    Exhausted,

    /// <summary>Not now; a retry may succeed: <c>UNAVAILABLE</c>.</summary>
    Unavailable,
}

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Field">The path of the field, as in the contract: <c>member.call_sign</c>.</param>
/// <param name="Description">What is wrong with it, for people.</param>
public readonly record struct Violation(string Field, string Description);

/// <summary>A refusal the caller can act on. Anything else that is thrown is a bug.</summary>
/// <param name="fault">What kind of refusal.</param>
/// <param name="reason">A stable UPPER_SNAKE_CASE code for machines.</param>
/// <param name="message">One sentence for people.</param>
/// <param name="violations">Everything that is wrong, if it can be told by field.</param>
public sealed class DomainException(Fault fault, string reason, string message, IReadOnlyList<Violation>? violations = null)
    : Exception(message)
{
    /// <summary>What kind of refusal.</summary>
    public Fault Fault { get; } = fault;

    /// <summary>A stable UPPER_SNAKE_CASE code for machines.</summary>
    public string Reason { get; } = reason;

    /// <summary>How long to wait at least before a retry; null if the caller cannot be told.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Everything that is wrong, or empty.</summary>
    public IReadOnlyList<Violation> Violations { get; } = violations ?? [];
}
