using System.Collections.Concurrent;

namespace TaskForce.ServiceDefaults.Devices;

/// <summary>Which devices are shut out. Until the roster has said so, nobody knows. Thread safe.</summary>
public sealed class RevokedDevices
{
    // One for each device that was here or is revoked: small, and far fewer than there are members.
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _devices = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done once the roster has told which devices are revoked.</summary>
    public Task Known => _known.Task;

    /// <summary>Whether the roster has told which devices are revoked.</summary>
    public bool IsKnown => Known.IsCompleted;

    /// <summary>Cancelled once the device is revoked.</summary>
    public CancellationToken Of(string device) => _devices.GetOrAdd(device, _ => new()).Token;

    /// <summary>Shuts a device out, and ends its open calls. Returns at once.</summary>
    public void Revoke(string device) => _ = _devices.GetOrAdd(device, _ => new()).CancelAsync();

    /// <summary>Everything that was revoked until now has been told.</summary>
    public void MarkKnown() => _known.TrySetResult();
}
