using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Devices;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.TakBridge.Connections;

/// <summary>A client that is connected: who it is here, and what it calls itself. One for each connection.</summary>
internal sealed class TakClient(IOptions<TakOptions> options)
{
    private readonly TaskCompletionSource _introduced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DeviceIdentity? _device;

    /// <summary>The device that it is.</summary>
    public DeviceIdentity Device
    {
        get => _device ?? throw new InvalidOperationException("Nobody has said yet which device it is.");
        set => _device = value;
    }

    /// <summary>What it may.</summary>
    public TakLimits Limits => options.Value.Limits;

    /// <summary>What waits for it.</summary>
    public Outbox Outbox { get; } = new(options.Value.Limits.MaxWaiting);

    /// <summary>What it calls itself on the wire; empty until its first event about itself.</summary>
    public string Uid { get; private set; } = "";

    /// <summary>What people call it.</summary>
    public string Callsign { get; private set; } = "";

    /// <summary>Done once it has said what it calls itself.</summary>
    public Task Introduced => _introduced.Task;

    /// <summary>What calls in its place are sent with.</summary>
    public Metadata Metadata() => Device.ToMetadata();

    /// <summary>Notes what it calls itself: whoever says so first is it, for as long as it is connected.</summary>
    public void Introduce(string uid, string callsign)
    {
        if (Uid.Length == 0)
        {
            (Uid, Callsign) = (uid, callsign);
            _introduced.TrySetResult();
        }
    }
}
