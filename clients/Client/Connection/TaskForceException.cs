using Google.Rpc;
using Grpc.Core;

namespace TaskForce.Client;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Field">The path of the field, as in the contract: <c>hotspot.radius_metres</c>.</param>
/// <param name="Description">What is wrong with it, for people.</param>
public readonly record struct FieldViolation(string Field, string Description);

/// <summary>A call that failed, in words: what a <see cref="RpcException"/> holds in its status and details.</summary>
public sealed class TaskForceException : Exception
{
    private TaskForceException(StatusCode code, string message, RpcException inner) : base(message, inner) => Code = code;

    /// <summary>The gRPC status code.</summary>
    public StatusCode Code { get; }

    /// <summary>The server's stable UPPER_SNAKE_CASE code, or empty.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>Every faulty field that the server named.</summary>
    public IReadOnlyList<FieldViolation> Violations { get; private init; } = [];

    /// <summary>How long the server asks to wait before the next try; zero if it does not say.</summary>
    public TimeSpan RetryAfter { get; private init; }

    /// <summary>Whether nothing answered, so that nobody knows whether the call was carried out.</summary>
    public bool IsUnreachable { get; private init; }

    /// <summary>Whether the same call may succeed later without anybody changing it.</summary>
    public bool IsTransient => MayPass(Code);

    /// <summary>Reads what the server said, or why it said nothing.</summary>
    public static TaskForceException From(RpcException fault)
    {
        var status = fault.GetRpcStatus();
        return new(fault.StatusCode, status?.Message is { Length: > 0 } message ? message : fault.Status.Detail, fault)
        {
            Reason = status?.GetDetail<ErrorInfo>()?.Reason ?? "",
            Violations = [.. (status?.GetDetail<BadRequest>()?.FieldViolations ?? []).Select(v => new FieldViolation(v.Field, v.Description))],
            RetryAfter = status?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan() ?? TimeSpan.Zero,
            IsUnreachable = fault.StatusCode == StatusCode.DeadlineExceeded
                || (fault.Status.DebugException is not null and not RpcException && fault.StatusCode is StatusCode.Unavailable or StatusCode.Internal),
        };
    }

    internal static bool MayPass(StatusCode code) => code is StatusCode.Unavailable or StatusCode.DeadlineExceeded
        or StatusCode.ResourceExhausted or StatusCode.Cancelled or StatusCode.Internal or StatusCode.Unknown;
}
