using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Rpc;
using Microsoft.Extensions.Options;
using TaskForce.Gateway.Refusals;
using TaskForce.ServiceDefaults.Devices;
using TaskForce.ServiceDefaults.Tls;

namespace TaskForce.Gateway.Devices;

/// <summary>What came of checking a certificate: who it is of, or why it is not believed.</summary>
internal sealed record Verdict(DeviceIdentity? Device, DateTimeOffset Until, Refusal? Refusal);

/// <summary>
/// Checks devices' certificates: issued by the authority of the nation that they name, for clients, and valid now. Whether one is revoked is
/// not asked here.
/// </summary>
internal sealed class DeviceCertificates(IOptions<DevicesOptions> options, TimeProvider clock, ILogger<DeviceCertificates> log)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly Refusal Invalid = new(Code.Unauthenticated, "DEVICE_CERTIFICATE_INVALID", "The client certificate is not of a device that is known here.");

    private readonly Dictionary<string, ReloadedFiles<X509Certificate2Collection>> _byNation = options.Value.Authorities.ToDictionary(
        authority => authority.Key, authority => new ReloadedFiles<X509Certificate2Collection>([authority.Value.Certificate], ParseAuthorities, log), StringComparer.Ordinal);

    /// <summary>Checks a certificate as of now.</summary>
    public Verdict Check(X509Certificate2 certificate)
    {
        var (device, until) = (DeviceIdentity.Of(certificate), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
        return device is null || !IsForClients(certificate) || !_byNation.TryGetValue(device.Nation, out var authorities)
            ? new(null, until, Invalid)
            : FindFault(certificate, authorities.Value) is { } refusal ? new(null, until, refusal) : new(device, until, null);
    }

    /// <summary>Reads a file of authorities.</summary>
    /// <exception cref="CryptographicException">There is none, or one is no authority.</exception>
    public static X509Certificate2Collection ParseAuthorities(IReadOnlyList<string> texts)
    {
        X509Certificate2Collection all = [];
        all.ImportFromPem(texts[0]);
        return all.Count > 0 && all.All(IsAuthority)
            ? all
            : throw new CryptographicException("It must have certificates of self-signed certificate authorities, and no others.");
    }

    /// <summary>Why a device whose certificate was valid is not let in any more.</summary>
    public static Refusal Expired { get; } =
        new(Code.Unauthenticated, "DEVICE_CERTIFICATE_EXPIRED", "The device's certificate has expired; if it was not renewed, the device must be enrolled again.");

    private Refusal? FindFault(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        // Revocation is by device and at once, not by lists.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (chain.Build(certificate))
        {
            // Signed by the authority itself: it lets nobody else issue certificates.
            return chain.ChainElements.Count == 2 ? null : Invalid;
        }

        var isOnlyLate = chain.ChainStatus.All(status => status.Status == X509ChainStatusFlags.NotTimeValid) && chain.ChainElements.Count == 2;
        return isOnlyLate && chain.ChainPolicy.VerificationTime > certificate.NotAfter.ToUniversalTime() ? Expired : Invalid;
    }

    private static bool IsForClients(X509Certificate2 certificate) => certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
        .Any(use => use.EnhancedKeyUsages.Cast<Oid>().Any(purpose => purpose.Value == ClientAuthentication));

    private static bool IsAuthority(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
        && certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
}
