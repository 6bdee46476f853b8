using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Primitives;
using TaskForce.ServiceDefaults.Peers;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace TaskForce.Gateway.Upstreams;

/// <summary>The addresses of a host's name.</summary>
internal delegate Task<IPAddress[]> HostAddresses(string host, CancellationToken cancellation);

/// <summary>
/// Makes of a service's name its replicas, again and again. A name that nobody knows, as that of a headless service without a ready replica, stays a name:
/// the gateway starts without the services, and whoever calls them meanwhile is told so.
/// </summary>
internal sealed class ReplicaResolver(HostAddresses addresses, TimeProvider clock) : IDestinationResolver
{
    // While whoever knows the names is away, replicas are where they were.
    private readonly ConcurrentDictionary<string, IPAddress[]> _last = new(StringComparer.OrdinalIgnoreCase);

    public async ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(
        IReadOnlyDictionary<string, DestinationConfig> destinations, CancellationToken cancellationToken)
    {
        if (!destinations.Values.Any(one => Replicas.MayBeSeveral(new(one.Address))))
        {
            return new(destinations, null);
        }

        var found = new Dictionary<string, DestinationConfig>();
        foreach (var (name, destination) in destinations)
        {
            foreach (var (key, replica) in await ReplicasAsync(name, destination, cancellationToken))
            {
                found[key] = replica;
            }
        }

        return new(found, new CancellationChangeToken(new CancellationTokenSource(Replicas.Refresh, clock).Token));
    }

    private async Task<IEnumerable<(string Key, DestinationConfig Replica)>> ReplicasAsync(string name, DestinationConfig destination, CancellationToken cancellation)
    {
        var url = new Uri(destination.Address);
        try
        {
            return Each(_last[url.IdnHost] = await addresses(url.IdnHost, cancellation));
        }
        catch (SocketException unknown)
        {
            return unknown.SocketErrorCode is not (SocketError.HostNotFound or SocketError.NoData) && _last.TryGetValue(url.IdnHost, out var last) ? Each(last) : [(name, destination)];
        }

        IEnumerable<(string, DestinationConfig)> Each(IPAddress[] all) =>
            all.Select(address => (address.ToString(), destination with { Address = At(url, address), Host = url.Authority }));
    }

    private static string At(Uri url, IPAddress address) =>
        new UriBuilder(url) { Host = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString() }.Uri.ToString();
}
