using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using TaskForce.ServiceDefaults.Tls;

namespace TaskForce.ServiceDefaults.Devices;

/// <summary>Why a device's certificate is not believed.</summary>
public enum CertificateFault
{
    /// <summary>It is believed.</summary>
    None,

    /// <summary>It is nobody's authority's, another nation's, not for clients, or names no device.</summary>
    Invalid,

    /// <summary>It was good, and has ended.</summary>
    Expired,
}

/// <summary>What came of checking a certificate.</summary>
/// <param name="Device">Who it is of; null if it is not believed.</param>
/// <param name="Until">When it ends.</param>
/// <param name="Fault">Why it is not believed.</param>
public sealed record Verdict(DeviceIdentity? Device, DateTimeOffset Until, CertificateFault Fault);

/// <summary>A nation's authorities. Section <c>Devices:Authorities:{nation}</c>.</summary>
public sealed class AuthorityOptions
{
    /// <summary>The file of its self-signed certificate (PEM); of several while one takes the place of another. A change holds from the next connection on.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>What is wrong with a nation's authorities; nothing if they can be used.</summary>
    public IEnumerable<string> FindFaults(string nation)
    {
        var section = $"Devices:Authorities:{nation}";
        if (nation is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])
        {
            yield return $"{section} must be named by an ISO 3166-1 alpha-2 code such as DE.";
        }

        if (FindFault() is { } fault)
        {
            yield return $"{section}:Certificate '{Certificate}' cannot be used: {fault}";
        }
    }

    private string? FindFault()
    {
        try
        {
            DeviceCertificates.ParseAuthorities([File.ReadAllText(Certificate)]);
            return null;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            return unusable.Message;
        }
    }
}

/// <summary>
/// Checks devices' certificates: issued by the authority of the nation that they name, for clients, and valid now. Whether one is revoked is
/// not asked here.
/// </summary>
/// <param name="authorities">The authorities of each nation's devices, by its ISO 3166-1 alpha-2 code.</param>
/// <param name="clock">Tells what is valid now.</param>
/// <param name="log">Is told when authorities change.</param>
public sealed class DeviceCertificates(IEnumerable<KeyValuePair<string, AuthorityOptions>> authorities, TimeProvider clock, ILogger<DeviceCertificates> log)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly Dictionary<string, ReloadedFiles<X509Certificate2Collection>> _byNation = authorities.ToDictionary(
        authority => authority.Key, authority => new ReloadedFiles<X509Certificate2Collection>([authority.Value.Certificate], ParseAuthorities, log), StringComparer.Ordinal);

    /// <summary>Checks a certificate as of now.</summary>
    public Verdict Check(X509Certificate2 certificate)
    {
        var (device, until) = (DeviceIdentity.Of(certificate), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
        var fault = device is null || !IsForClients(certificate) || !_byNation.TryGetValue(device.Nation, out var known)
            ? CertificateFault.Invalid : FindFault(certificate, known.Value);
        return new(fault == CertificateFault.None ? device : null, until, fault);
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

    private CertificateFault FindFault(X509Certificate2 certificate, X509Certificate2Collection known)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(known);
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        // Revocation is by device and at once, not by lists.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (chain.Build(certificate))
        {
            // Signed by the authority itself: it lets nobody else issue certificates.
            return chain.ChainElements.Count == 2 ? CertificateFault.None : CertificateFault.Invalid;
        }

        var isOnlyLate = chain.ChainStatus.All(status => status.Status == X509ChainStatusFlags.NotTimeValid) && chain.ChainElements.Count == 2;
        return isOnlyLate && chain.ChainPolicy.VerificationTime > certificate.NotAfter.ToUniversalTime() ? CertificateFault.Expired : CertificateFault.Invalid;
    }

    private static bool IsForClients(X509Certificate2 certificate)
    {
        try
        {
            return certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(use => use.EnhancedKeyUsages.Cast<Oid>().Any(purpose => purpose.Value == ClientAuthentication));
        }
        catch (CryptographicException)
        {
            // Read only now, and not what it should be.
            return false;
        }
    }

    private static bool IsAuthority(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
        && certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
}
