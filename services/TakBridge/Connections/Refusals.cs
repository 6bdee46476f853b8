using Grpc.Core;

namespace TaskForce.TakBridge.Connections;

internal static class Refusals
{
    /// <summary>Whether the same call may be answered otherwise a little later.</summary>
    public static bool IsPassing(this RpcException refusal) =>
        refusal.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted or StatusCode.Aborted or StatusCode.Unauthenticated or StatusCode.Internal or StatusCode.Unknown
            // Of a token that did not come in time; whoever stops looks at their own token first.
            or StatusCode.Cancelled;
}
