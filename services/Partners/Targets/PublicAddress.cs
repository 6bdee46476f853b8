using System.Net;
using System.Net.Sockets;

namespace TaskForce.Partners.Targets;

/// <summary>
/// Tells addresses of the public internet from all others: those that the IANA registries of special-purpose addresses (RFC 6890 and its successors) name.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] SpecialV4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    // Only these are given out for the internet; NAT64 (64:ff9b::/96), unique local, link-local, multicast and mapped ones are outside.
    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");

    // Protocols and tunnels that may lead to an address of the other kind, documentation, and the direct delegation of AS112.
    private static readonly IPNetwork[] SpecialV6 = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20" }.Select(IPNetwork.Parse)];

    /// <summary>Whether it is one.</summary>
    public static bool IsPublic(IPAddress address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => false,
        { AddressFamily: AddressFamily.InterNetwork } => !SpecialV4.Any(network => network.Contains(address)),
        { AddressFamily: AddressFamily.InterNetworkV6 } => GlobalV6.Contains(address) && !SpecialV6.Any(network => network.Contains(address)),
        _ => false,
    };
}
