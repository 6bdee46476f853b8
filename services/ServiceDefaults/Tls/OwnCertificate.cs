using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace TaskForce.ServiceDefaults.Tls;

/// <summary>A process's certificate, with those that lead to its authority, and its private key, from PEM files that may change at any time.</summary>
public sealed class OwnCertificate
{
    /// <summary>The versions of TLS that are spoken; the older ones are broken.</summary>
    public const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    private readonly ReloadedFiles<SslStreamCertificateContext> _files;

    /// <param name="certificate">The path of the certificate, followed in the file by the intermediate ones.</param>
    /// <param name="key">The path of its private key, not encrypted.</param>
    /// <param name="log">Is told when they change.</param>
    public OwnCertificate(string certificate, string key, ILogger<OwnCertificate> log) => _files = new([certificate, key], Parse, log);

    /// <summary>The certificate as it is now.</summary>
    public SslStreamCertificateContext Current => _files.Value;

    /// <summary>Makes a door show it, whatever it is at each handshake.</summary>
    public void ShowAt(HttpsConnectionAdapterOptions https)
    {
        https.SslProtocols = Versions;
        https.ServerCertificateSelector = (_, _) => Current.TargetCertificate;
        https.OnAuthenticate = (_, handshake) =>
        {
            // With the intermediate ones, which the selector cannot give.
            handshake.ServerCertificateContext = Current;
            handshake.ServerCertificateSelectionCallback = null;
            handshake.CertificateChainPolicy = QuietChains.Policy();
        };
    }

    /// <summary>What is wrong with the files; nothing if they can be used.</summary>
    public static IEnumerable<string> FindFaults(string certificate, string key, string section)
    {
        string? fault = null;
        try
        {
            Parse([File.ReadAllText(certificate), File.ReadAllText(key)]);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            fault = $"{section}:Certificate '{certificate}' and {section}:Key '{key}' cannot be used: {unusable.Message}";
        }

        return fault is null ? [] : [fault];
    }

    private static SslStreamCertificateContext Parse(IReadOnlyList<string> texts)
    {
        var certificate = X509Certificate2.CreateFromPem(texts[0], texts[1]);
        X509Certificate2Collection all = [];
        all.ImportFromPem(texts[0]);
        all.RemoveAt(0);
        return SslStreamCertificateContext.Create(certificate, all, offline: true);
    }
}
