using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Google.Rpc;
using Microsoft.AspNetCore.Connections.Features;
using TaskForce.Gateway.Refusals;
using TaskForce.ServiceDefaults.Devices;

namespace TaskForce.Gateway.Devices;

/// <summary>Makes a field caller of whoever shows a device's certificate.</summary>
internal sealed class DeviceCallers(DeviceCertificates certificates, DeviceTokens tokens, RevokedDevices revoked, TimeProvider clock)
{
    private static readonly Refusal TwoIdentities =
        new(Code.Unauthenticated, "TWO_IDENTITIES", "A call shows a device's certificate or a bearer token, not both.");

    private static readonly Refusal Invalid = new(Code.Unauthenticated, "DEVICE_CERTIFICATE_INVALID", "The client certificate is not of a device that is known here.");

    private static readonly Refusal Unknown =
        new(Code.Unavailable, "REVOCATIONS_UNKNOWN", "It is not known yet which devices are revoked; try again.") { RetryAfter = TimeSpan.FromSeconds(1) };

    // The certificate of a connection is the same object for all its calls: it is checked once.
    private readonly ConditionalWeakTable<X509Certificate2, Shown> _shown = [];

    public async Task IdentifyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Connection.ClientCertificate is not { } certificate)
        {
            await next(context);
            return;
        }

        var (connection, refusal) = _shown.GetValue(certificate, Check);
        refusal ??= context.Request.Headers.Authorization.Count > 0 ? TwoIdentities : FindFault(connection!);
        if (refusal is not null)
        {
            // Nobody by this certificate; what needs no identity is open to them, such as to be enrolled anew. One that names no device says
            // nothing of who calls: a token beside it counts.
            context.User = DeviceIdentity.Of(certificate) is null ? context.User : new();
            context.Features.Set(new DeviceFault(refusal));
            await next(context);
            return;
        }

        using var call = new DeviceCall(connection!, clock);
        context.User = connection!.User;
        context.Features.Set(call);
        using var end = call.Over.UnsafeRegister(
            door => ((IConnectionLifetimeNotificationFeature?)door)?.RequestClose(), context.Features.Get<IConnectionLifetimeNotificationFeature>());
        await next(context);
    }

    private Shown Check(X509Certificate2 certificate) => certificates.Check(certificate) switch
    {
        { Device: { } device, Until: var until } => new(new(device, until, tokens, clock, revoked.Of(device.Device)), null),
        { Fault: CertificateFault.Expired } => new(null, DeviceCall.Expired),
        _ => new(null, Invalid),
    };

    private Refusal? FindFault(DeviceConnection connection) => connection switch
    {
        { IsOver: true } => DeviceCall.Expired,
        { Revoked.IsCancellationRequested: true } => DeviceCall.Revoked,
        _ => revoked.IsKnown ? null : Unknown,
    };

    private sealed record Shown(DeviceConnection? Connection, Refusal? Refusal);
}
