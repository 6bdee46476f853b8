using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;

namespace TaskForce.Client.Devices;

/// <summary>A new key of a device, for which a certificate is asked. The key never leaves the device.</summary>
internal sealed class DeviceKey : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The signing request (PKCS #10): the server knows who asks, so it names nobody.</summary>
    public ByteString SigningRequest() =>
        ByteString.CopyFrom(new CertificateRequest(new X500DistinguishedName(""), _key, HashAlgorithmName.SHA256).CreateSigningRequest());

    /// <summary>The key with the certificate that was issued for it.</summary>
    public DeviceCredential With(string chain) => DeviceCredential.FromPem(chain, _key.ExportPkcs8PrivateKeyPem());

    public void Dispose() => _key.Dispose();
}
