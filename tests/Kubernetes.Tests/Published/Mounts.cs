using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TaskForce.Testing;

namespace TaskForce.Kubernetes.Tests.Published;

/// <summary>The files that a pod of a service has under <c>/run</c>, and its <c>/data</c> and <c>/tmp</c>.</summary>
internal sealed class Mounts : IDisposable
{
    /// <param name="service">Whose they are.</param>
    /// <param name="authority">Issues the certificates, as cert-manager would.</param>
    public Mounts(string service, TestAuthority authority)
    {
        File.SetUnixFileMode(Root, (UnixFileMode)0b111_101_101);
        foreach (var writable in new[] { "data", "tmp" })
        {
            File.SetUnixFileMode(Directory.CreateDirectory(Path.Combine(Root, writable)).FullName, (UnixFileMode)0b111_111_111);
        }

        authority.Issue(service);
        foreach (var folder in new[] { "peer", "door", "postgres" })
        {
            Write($"run/{folder}/tls.crt", File.ReadAllText(authority.CertificateOf(service)));
            Write($"run/{folder}/tls.key", File.ReadAllText(authority.KeyOf(service)));
            Write($"run/{folder}/ca.crt", File.ReadAllText(authority.Bundle));
        }

        Write("run/client/secret", "secret");
        Write("run/device-tokens/key.pem", NewKey());
        Write("run/webhooks/2026", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        foreach (var nation in new[] { "DE", "MA" })
        {
            WriteAuthority(nation);
            Write($"run/audit/{nation}.pem", NewKey());
            Write($"run/packages/{nation}.pem", NewKey());
        }
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("taskforce-pod-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    // As docs/devices.md makes one.
    private void WriteAuthority(string nation)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var request = new CertificateRequest($"CN=Devices of {nation}", key, HashAlgorithmName.SHA384);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        Write($"run/devices/{nation}.pem", certificate.ExportCertificatePem());
        Write($"run/device-keys/{nation}.key", key.ExportPkcs8PrivateKeyPem());
    }

    private static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
