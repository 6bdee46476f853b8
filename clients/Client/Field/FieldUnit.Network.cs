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

    private void BeginToSeeNetwork() => IfTheSystemTells(() => NetworkChange.NetworkAddressChanged += SeeNetwork);

    private void EndToSeeNetwork() => IfTheSystemTells(() => NetworkChange.NetworkAddressChanged -= SeeNetwork);

    // Not every system does, nor lets every program ask.
    private static void IfTheSystemTells(Action ask)
    {
        try
        {
            ask();
        }
        catch (Exception silence) when (silence is NetworkInformationException or PlatformNotSupportedException or System.Net.Sockets.SocketException)
        {
            // Then TryNow is there, and the waits end by themselves.
        }
    }

    private void SeeNetwork(object? sender, EventArgs told) => TryNow();
}
