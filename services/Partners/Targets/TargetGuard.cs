using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace TaskForce.Partners.Targets;

/// <summary>Finds the addresses of a host.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellation);

/// <summary>A target has an address that deliveries may not go to.</summary>
internal sealed class TargetForbiddenException(string host) : IOException($"{host} has an address that is not of the public internet.");

/// <summary>
/// Lets nobody make the service call what only it can reach. The address that is connected to is the one that was looked at, each time a connection is
/// made: a name that means another address later leads nowhere else.
/// </summary>
internal sealed class TargetGuard(IOptions<TargetOptions> options, ResolveHost resolve)
{
    private const int LongestUrl = 2000;

    private static readonly string[] LocalSuffixes = [".localhost", ".local", ".internal", ".home.arpa"];

    /// <summary>Notes what is wrong with a URL, as far as that can be told without asking for its addresses.</summary>
    public void Check(string target, Violations violations, string field)
    {
        violations.Check(target.Length <= LongestUrl, field, $"must have at most {LongestUrl} characters");
        if (!Uri.TryCreate(target, UriKind.Absolute, out var url) || !IsScheme(url.Scheme) || url.Host.Length == 0)
        {
            violations.Add(field, options.Value.AllowHttp ? "must be an http or https URL" : "must be an https URL");
            return;
        }

        violations.Check(url.UserInfo.Length == 0, field, "must not hold a user or a password");
        violations.Check(url.Fragment.Length == 0, field, "must not have a fragment");
        // Any way to write an address counts: the platform has made 127.0.0.1 of 0x7f.1 here.
        violations.Check(!IPAddress.TryParse(url.IdnHost, out var address) || MayBe(address), field, "must have a public address");
        violations.Check(options.Value.AllowPrivate || !IsLocalName(url.IdnHost), field, "must be a public name");
    }

    /// <summary>Connects to an address that was checked.</summary>
    /// <exception cref="TargetForbiddenException">One of the host's addresses is not allowed, whichever would have been taken.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellation);
        if (addresses.Length == 0 || !addresses.All(MayBe))
        {
            throw new TargetForbiddenException(host);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool MayBe(IPAddress address) => options.Value.AllowPrivate || PublicAddress.IsPublic(address);

    private bool IsScheme(string scheme) => scheme == Uri.UriSchemeHttps || (options.Value.AllowHttp && scheme == Uri.UriSchemeHttp);

    private static bool IsLocalName(string host) => host.TrimEnd('.') is var name
        && (!name.Contains('.', StringComparison.Ordinal) && !name.Contains(':', StringComparison.Ordinal)
            || LocalSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)));
}
