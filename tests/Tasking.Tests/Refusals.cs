using Google.Rpc;
using Grpc.Core;

namespace TaskForce.Tasking.Tests;

/// <summary>What a call was refused with.</summary>
internal static class Refusals
{
    /// <summary>The refusal's code, reason and message.</summary>
    public static async Task<(StatusCode Code, string? Reason, string Message)> RefusedAsync<T>(this AsyncUnaryCall<T> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        return (refusal.StatusCode, refusal.Reason(), refusal.Status.Detail);
    }

    /// <summary>The refusal's stable code.</summary>
    public static string? Reason(this RpcException refusal) => refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason;
}
