using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TaskForce.Client;

/// <summary>A device's certificate with its private key: what it is known by at a gateway's door.</summary>
public sealed class DeviceCredential
{
    private const string CommonName = "2.5.4.3";
    private const string Unit = "2.5.4.11";

    private DeviceCredential(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        (Certificate, Authorities) = (certificate, authorities);
        var subject = certificate.SubjectName.EnumerateRelativeDistinguishedNames().Where(part => !part.HasMultipleElements).ToList();
        Name = $"devices/{Find(CommonName)}";
        Member = $"members/{Find(Unit)}";

        string? Find(string type) => subject.FirstOrDefault(part => part.GetSingleElementType().Value == type)?.GetSingleElementValue();
    }

    /// <summary>The device, <c>devices/{device}</c>.</summary>
    public string Name { get; }

    /// <summary>Whose it is, <c>members/{member}</c>.</summary>
    public string Member { get; }

    /// <summary>From when on it is valid.</summary>
    public DateTimeOffset StartTime => Certificate.NotBefore.ToUniversalTime();

    /// <summary>Until when it is valid.</summary>
    public DateTimeOffset ExpireTime => Certificate.NotAfter.ToUniversalTime();

    internal X509Certificate2 Certificate { get; }

    internal X509Certificate2Collection Authorities { get; }

    /// <summary>Reads a certificate, followed by those of its authorities, and its key (PEM).</summary>
    /// <exception cref="CryptographicException">They cannot be used, or the passphrase is wrong.</exception>
    internal static DeviceCredential FromPem(string chain, string key, string? passphrase = null)
    {
        X509Certificate2Collection all = [];
        all.ImportFromPem(chain);
        all.RemoveAt(0);
        var certificate = passphrase is null ? X509Certificate2.CreateFromPem(chain, key) : X509Certificate2.CreateFromEncryptedPem(chain, key, passphrase);
        // What Windows' TLS cannot do with a key that is only in memory.
        return new(OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null) : certificate, all);
    }

    /// <summary>The certificate and those of its authorities, and its key (PEM), encrypted if there is a passphrase.</summary>
    internal (string Chain, string Key) ToPem(string? passphrase)
    {
        using var key = Certificate.GetECDsaPrivateKey()!;
        return (
            string.Join('\n', new[] { Certificate }.Concat(Authorities).Select(certificate => certificate.ExportCertificatePem())),
            passphrase is null ? key.ExportPkcs8PrivateKeyPem() : key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 200_000)));
    }
}
