using System.Net.NetworkInformation;

namespace TaskForce.Client;

/// <summary>What the device knows of its network.</summary>
public sealed partial class FieldUnit
{
    /// <summary>
    /// Tries at once what waits for its next try, up to ten seconds: for the app that hears from the system that there is a network again, and for the person who does not want to wait. What
    /// the system tells .NET itself is seen without it. At most once a second.
    /// </summary>
    public void TryNow() => _retries.TryNow();

    private void BeginToSeeNetwork() => NetworkChange.NetworkAddressChanged += SeeNetwork;

    private void EndToSeeNetwork() => NetworkChange.NetworkAddressChanged -= SeeNetwork;

    private void SeeNetwork(object? sender, EventArgs told) => TryNow();
}
