using Grpc.Core;

namespace TaskForce.Client.Field;

/// <summary>The server does not let this device in any more: nothing that it says is heard, so nothing of it is settled.</summary>
internal sealed class DeviceShutOutException(TaskForceException refusal) : Exception(refusal.Message, refusal)
{
    /// <summary>What the server said.</summary>
    public TaskForceException Refusal => refusal;

    /// <summary>Reads a refusal; null if it is another.</summary>
    public static DeviceShutOutException? Of(RpcException fault) =>
        TaskForceException.From(fault) is { Reason: "DEVICE_REVOKED" } refusal ? new(refusal) : null;
}
