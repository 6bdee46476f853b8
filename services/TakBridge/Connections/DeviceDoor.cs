using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Devices;

namespace TaskForce.TakBridge.Connections;

/// <summary>Who may come in.</summary>
/// <param name="Device">Which device it is.</param>
/// <param name="Expired">Is cancelled when its certificate ends; whoever lets it in disposes it.</param>
/// <param name="Revoked">Is cancelled when it is revoked.</param>
internal sealed record Admitted(DeviceIdentity Device, CancellationTokenSource Expired, CancellationToken Revoked);

/// <summary>Tells by its certificate which device connects. At the door without TLS it is the one that the settings name.</summary>
internal sealed class DeviceDoor(DeviceCertificates certificates, RevokedDevices revoked, IOptions<TakOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // What a timer can wait; a certificate that lasts longer outlives every connection.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    /// <summary>Whether a certificate is a device's, for the handshake; whether it is revoked is asked afterwards.</summary>
    public bool Knows(X509Certificate2 certificate) => certificates.Check(certificate).Device is not null;

    /// <summary>Lets in whoever may.</summary>
    /// <exception cref="SessionEnd">It may not.</exception>
    public async Task<Admitted> AdmitAsync(ITlsConnectionFeature? tls, CancellationToken cancellation)
    {
        if (tls is null)
        {
            return options.Value.Plain is { Address.Length: > 0, Identity: { } plain } ? new(plain, new(), CancellationToken.None)
                : throw new SessionEnd("no_tls", "it comes without TLS");
        }

        if (tls.ClientCertificate is not { } certificate || certificates.Check(certificate) is not { Device: { } device } verdict)
        {
            throw new SessionEnd("no_device", "its certificate is of no device");
        }

        if (!await IsKnownAsync(cancellation))
        {
            throw new SessionEnd("revocations_unknown", "it is not known yet which devices are revoked");
        }

        var left = verdict.Until - clock.GetUtcNow();
        return revoked.Of(device.Device) is { IsCancellationRequested: false } signal
            ? new(device, new(TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, Longest.Ticks)), clock), signal)
            : throw new SessionEnd("revoked", "the device was revoked");
    }

    private async Task<bool> IsKnownAsync(CancellationToken cancellation)
    {
        await revoked.Known.WaitAsync(Patience, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return revoked.IsKnown;
    }
}
