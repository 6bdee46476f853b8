using System.Security.Claims;
using System.Text.RegularExpressions;
using Grpc.Core;
using TaskForce.ServiceDefaults.Devices;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>
/// A device in whose place a service calls, because the device speaks another protocol to it: the metadata <c>x-taskforce-acting-for-device</c>, the nation, the
/// member and the device with blanks between. Whoever is asked sees the device as it would come by the gateway: a field unit, its member, and nothing else,
/// whatever the service is. Only services that <see cref="IdentityOptions.MayActForDevices"/> names are believed; any other that says so is refused.
/// </summary>
public static partial class ActingForDevice
{
    /// <summary>The metadata's key.</summary>
    public const string Header = "x-taskforce-acting-for-device";

    // As the gateway and the services call the issuer of devices' tokens, so that a caller is the same in every log.
    private const string Issuer = "devices";

    /// <summary>What a call in the device's place is sent with.</summary>
    public static Metadata ToMetadata(this DeviceIdentity device) => new() { { Header, $"{device.Nation} {device.Member} {device.Device}" } };

    internal static ClaimsIdentity? Read(string text) => Pattern().Match(text) is { Success: true } match
        ? new(
            [
                new("sub", match.Groups["device"].Value), new("issuer", Issuer), new("nation", match.Groups["nation"].Value), new("roles", CallerClaims.Spell(Role.Field)),
                new("member", match.Groups["member"].Value), new("device", match.Groups["device"].Value),
            ],
            "Bearer", "sub", "roles")
        : null;

    [GeneratedRegex("^(?<nation>[A-Z]{2}) (?<member>members/[a-z][a-z0-9-]{2,61}[a-z0-9]) (?<device>devices/[a-z][a-z0-9-]{2,61}[a-z0-9])\\z")]
    private static partial Regex Pattern();
}
