using System.Security.Cryptography.X509Certificates;

namespace TaskForce.ServiceDefaults.Tls;

/// <summary>
/// Keeps the platform from fetching, during a handshake, what a certificate that somebody shows says should be fetched: whoever is a stranger must not make a door
/// call addresses of their choice. What a certificate is worth is judged afterwards.
/// </summary>
public static class QuietChains
{
    /// <summary>Trusts nobody, asks nobody.</summary>
    public static X509ChainPolicy Policy() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        DisableCertificateDownloads = true,
        RevocationMode = X509RevocationMode.NoCheck,
    };
}
