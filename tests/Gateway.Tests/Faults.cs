using Google.Rpc;
using Grpc.Core;

namespace TaskForce.Gateway.Tests;

internal static class Faults
{
    /// <summary>The stable reason of a refusal; null if it has none.</summary>
    public static string? Reason(this RpcException refusal) => refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason;
}
