namespace TaskForce.Tasking.Orders;

/// <summary>How many devices a member may use: configuration, section <c>Devices</c>.</summary>
internal sealed class DeviceOptions
{
    /// <summary>How many may receive orders at the same time from one process of this service.</summary>
    public int MostConnected { get; set; } = 8;
}
