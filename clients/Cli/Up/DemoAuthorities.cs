using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TaskForce.Client.Devices;

namespace TaskForce.Cli.Up;

/// <summary>
/// The certificates of a TaskForce on this machine: an authority for the gateway's own, and one for each nation's devices. Made at the first
/// start, kept with the data, for trying out only: whoever reads the directory can be any device.
/// </summary>
internal sealed class DemoAuthorities(string data, TimeProvider clock)
{
    private const string Server = "1.3.6.1.5.5.7.3.1";

    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(3650);
    private static readonly TimeSpan ServerLife = TimeSpan.FromDays(365);
    private static readonly TimeSpan TooLate = TimeSpan.FromDays(30);

    private readonly string _directory = Path.Combine(data, "tls");

    /// <summary>The file of whom to trust for the gateway.</summary>
    public static string TrustOf(string data) => Path.Combine(data, "tls", "authority.pem");

    /// <summary>The file of a certificate: <c>gateway</c>, or <c>devices-de</c> for a nation's.</summary>
    public string CertificateOf(string name) => Path.Combine(_directory, $"{name}.pem");

    /// <summary>The file of its key.</summary>
    public string KeyOf(string name) => Path.Combine(_directory, $"{name}.key");

    /// <summary>What the files of a nation's authority are called.</summary>
    public static string Devices(string nation) => $"devices-{nation.ToLowerInvariant()}";

    /// <summary>Makes what is missing, and a certificate of the gateway in place of one that ends soon; whether it made anything.</summary>
    public bool Make(IEnumerable<string> nations)
    {
        Directory.CreateDirectory(_directory);
        var made = MakeAuthority("authority", "TaskForce demo: the gateway's authority");
        made |= MakeGateway(isNew: made);
        return nations.Aggregate(made, (before, nation) => MakeAuthority(Devices(nation), $"TaskForce demo: devices of {nation}") | before);
    }

    private bool MakeAuthority(string name, string title)
    {
        if (File.Exists(CertificateOf(name)))
        {
            return false;
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={title}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(clock.GetUtcNow().AddDays(-1), clock.GetUtcNow() + AuthorityLife);
        Write(name, certificate, key);
        return true;
    }

    private bool MakeGateway(bool isNew)
    {
        if (!isNew && File.Exists(CertificateOf("gateway")) && EndOf("gateway") - clock.GetUtcNow() > TooLate)
        {
            return false;
        }

        using var authority = X509Certificate2.CreateFromPemFile(CertificateOf("authority"), KeyOf("authority"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(Server)], critical: false));
        using var certificate = request.Create(authority, clock.GetUtcNow().AddDays(-1), clock.GetUtcNow() + ServerLife, Guid.NewGuid().ToByteArray());
        Write("gateway", certificate, key);
        return true;
    }

    private DateTimeOffset EndOf(string name)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(CertificateOf(name));
        return certificate.NotAfter.ToUniversalTime();
    }

    // The certificate last: whoever finds it finds the key too.
    private void Write(string name, X509Certificate2 certificate, ECDsa key)
    {
        using (var file = new StreamWriter(KeyOf(name), PrivateFile.Options(FileMode.Create)))
        {
            file.Write(key.ExportPkcs8PrivateKeyPem());
        }

        File.WriteAllText(CertificateOf(name), certificate.ExportCertificatePem());
    }
}
