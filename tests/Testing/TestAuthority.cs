using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TaskForce.Testing;

/// <summary>A small certificate authority. What it issues lies as PEM files in a directory.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly X509Certificate2 _root;
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("taskforce-ca-");

    /// <summary>Makes one with a new key.</summary>
    /// <param name="days">For how long.</param>
    public TestAuthority(int days = 30)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Test authority {Guid.NewGuid():N}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        _root = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(days));
        File.WriteAllText(Bundle, _root.ExportCertificatePem());
        File.WriteAllText(BundleKey, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The file of its own certificate.</summary>
    public string Bundle => Path.Combine(_files.FullName, "authority.pem");

    /// <summary>The file of its own key.</summary>
    public string BundleKey => Path.Combine(_files.FullName, "authority.key");

    /// <summary>The file of a certificate that it issued.</summary>
    public string CertificateOf(string name) => Path.Combine(_files.FullName, $"{name}.pem");

    /// <summary>The file of the key of a certificate that it issued.</summary>
    public string KeyOf(string name) => Path.Combine(_files.FullName, $"{name}.key");

    /// <summary>Its own certificate.</summary>
    public X509Certificate2 Root => _root;

    /// <summary>Issues a certificate for a DNS name and the loopback; of the same name, it takes the place of the one before.</summary>
    /// <param name="name">The name, and that of the files.</param>
    /// <param name="isServer">Whether it is good for servers.</param>
    /// <param name="isClient">Whether it is good for clients.</param>
    /// <returns>What tells it from others.</returns>
    public string Issue(string name, bool isServer = true, bool isClient = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [.. new[] { (isServer, ServerAuthentication), (isClient, ClientAuthentication) }.Where(use => use.Item1).Select(use => use.Item2)], false));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.Create(_root, now.AddHours(-1), now.AddDays(1), Guid.NewGuid().ToByteArray());
        File.WriteAllText(KeyOf(name), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificateOf(name), certificate.ExportCertificatePem());
        return certificate.Thumbprint;
    }

    /// <summary>Issues a device's certificate, with its key.</summary>
    /// <param name="uri">Who it is: <c>taskforce://DE/members/x/devices/y</c>.</param>
    /// <param name="hours">How long it is valid from now on; it began two hours ago.</param>
    /// <param name="isClient">Whether it is good for clients.</param>
    public X509Certificate2 IssueDevice(string uri, double hours = 24, bool isClient = true) => MakeDevice(uri, hours, isClient, _root);

    /// <summary>Signs what a device asks for, as the roster does; it and its authority (PEM).</summary>
    /// <param name="signingRequest">PKCS #10, DER.</param>
    /// <param name="device">The device's id.</param>
    /// <param name="member">The member's id.</param>
    /// <param name="from">From when on it is valid.</param>
    /// <param name="until">Until when.</param>
    public string Sign(byte[] signingRequest, string device, string member, DateTimeOffset from, DateTimeOffset until)
    {
        var asked = CertificateRequest.LoadSigningRequest(signingRequest, HashAlgorithmName.SHA256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={device}, OU={member}, C=DE"), asked.PublicKey, HashAlgorithmName.SHA256);
        using var signer = _root.GetECDsaPrivateKey()!;
        using var certificate = request.Create(_root.SubjectName, X509SignatureGenerator.CreateForECDsa(signer), from, until, Guid.NewGuid().ToByteArray());
        return $"{certificate.ExportCertificatePem()}\n{_root.ExportCertificatePem()}";
    }

    /// <summary>A device's certificate that nobody vouches for.</summary>
    public static X509Certificate2 MakeSelfSigned(string uri) => MakeDevice(uri, 24, isClient: true, authority: null);

    private static X509Certificate2 MakeDevice(string uri, double hours, bool isClient, X509Certificate2? authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=device", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new(uri));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([isClient ? ClientAuthentication : ServerAuthentication], false));
        var now = TimeProvider.System.GetUtcNow();
        if (authority is null)
        {
            return request.CreateSelfSigned(now.AddHours(-2), now.AddHours(hours));
        }

        using var certificate = request.Create(authority, now.AddHours(-2), now.AddHours(hours), Guid.NewGuid().ToByteArray());
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>Whether a server's certificate is of this authority.</summary>
    public bool Vouches(X509Certificate2? certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return certificate is not null && chain.Build(certificate);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _root.Dispose();
        _files.Delete(recursive: true);
    }
}
