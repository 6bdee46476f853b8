using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;

namespace TaskForce.ServiceDefaults.Peers;

/// <summary>
/// Calls are spread over all replicas of a service, each call anew: an HTTP/2 connection lasts for days, and whoever balances only connections leaves a new replica idle.
/// The replicas are the addresses of the service's name; in a cluster that of a headless service.
/// </summary>
public static class Replicas
{
    /// <summary>How often a name is looked up again, so that a new replica gets its share.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    /// <summary>Whether a host can stand for several processes: a name of other machines, and not an address or this machine.</summary>
    public static bool MayBeSeveral(Uri address) => !address.IsLoopback && !IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out _);

    /// <summary>Finds the addresses of a name, again and again.</summary>
    internal static ResolverFactory Resolver() => new DnsResolverFactory(Refresh);

    /// <summary>Makes a channel spread its calls; the address to open it with.</summary>
    internal static Uri Spread(Uri address, GrpcChannelOptions channel)
    {
        if (!MayBeSeveral(address))
        {
            return address;
        }

        channel.Credentials = address.Scheme == Uri.UriSchemeHttps ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure;
        channel.ServiceConfig = new() { LoadBalancingConfigs = { new RoundRobinConfig() } };
        return new($"dns:///{address.Authority}");
    }
}
