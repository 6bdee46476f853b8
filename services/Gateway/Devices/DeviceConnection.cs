using System.Security.Claims;
using TaskForce.ServiceDefaults.Devices;

namespace TaskForce.Gateway.Devices;

/// <summary>A connection over which a device showed its certificate, which was found good. Thread safe.</summary>
/// <param name="device">Who it is.</param>
/// <param name="until">When the certificate ends.</param>
/// <param name="tokens">Makes what the services are told.</param>
/// <param name="clock">Tells when a token is old.</param>
/// <param name="revoked">Cancelled once the device is revoked.</param>
internal sealed class DeviceConnection(DeviceIdentity device, DateTimeOffset until, DeviceTokens tokens, TimeProvider clock, CancellationToken revoked)
{
    // As the services call the issuer, so that a caller is the same in every log.
    private const string Issuer = "devices";

    private volatile DeviceToken? _token;

    public DateTimeOffset Until => until;

    public CancellationToken Revoked => revoked;

    public bool IsOver => until <= clock.GetUtcNow();

    /// <summary>Two calls at once may make two; both are good.</summary>
    public string Token => (_token is { } token && clock.GetUtcNow() < token.GoodUntil ? token : _token = tokens.Sign(device)).Text;

    public ClaimsPrincipal User { get; } = new(new ClaimsIdentity(
        [new("sub", device.Device), new("issuer", Issuer), new("nation", device.Nation), new("roles", "field"), new("member", device.Member), new("device", device.Device)],
        "Device", "sub", "roles"));
}
