using System.Net.Sockets;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace TaskForce.Gateway.Upstreams;

/// <summary>Leaves a replica out for a moment to which there is no connection. Where all are left out, all are tried.</summary>
internal sealed class ReplicaHealth(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = "Connection";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public string Name => PolicyName;

    /// <summary>Whether a call never reached a replica.</summary>
    public static bool IsUnreached(IForwarderErrorFeature? fault) =>
        fault is { Error: ForwarderError.Request, Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError } or TimeoutException or SocketException };

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (IsUnreached(context.GetForwarderErrorFeature()))
        {
            health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, Pause);
        }
    }
}
