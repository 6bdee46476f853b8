using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Devices;

namespace TaskForce.Roster.Devices;

/// <summary>A certificate that was issued.</summary>
/// <param name="Kept">What is kept of it.</param>
/// <param name="Chain">It and its authority (PEM).</param>
internal sealed record Issued(DeviceCertificate Kept, string Chain);

/// <summary>Signs the certificates of devices, each nation's with that nation's key. Thread safe.</summary>
internal sealed class DeviceAuthorities(IOptions<DevicesOptions> options) : IDisposable
{
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly Dictionary<string, X509Certificate2> _byNation =
        options.Value.Authorities.ToDictionary(authority => authority.Key, authority => authority.Value.Read(), StringComparer.Ordinal);

    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>, <c>NO_DEVICE_AUTHORITY</c>.</exception>
    public void MustServe(string nation, DateTimeOffset now) => Of(nation, now);

    /// <summary>Issues a certificate for a device's key, for the usual time but not beyond the authority's own.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>, <c>NO_DEVICE_AUTHORITY</c>.</exception>
    public Issued Issue(DeviceIdentity device, PublicKey key, DateTimeOffset now)
    {
        var authority = Of(device.Nation, now);
        var from = Later(now - options.Value.ClockSkew, authority.NotBefore);
        var until = Earlier(now + options.Value.CertificateLifetime, authority.NotAfter);

        using var signer = authority.GetECDsaPrivateKey()!;
        using var certificate = Request(device, key, authority).Create(
            authority.SubjectName, X509SignatureGenerator.CreateForECDsa(signer), from, until, NewSerial());
        return new(
            new(certificate.SerialNumber, now, certificate.NotAfter.ToUniversalTime()),
            $"{certificate.ExportCertificatePem()}\n{authority.ExportCertificatePem()}\n");
    }

    public void Dispose()
    {
        foreach (var authority in _byNation.Values)
        {
            authority.Dispose();
        }
    }

    private X509Certificate2 Of(string nation, DateTimeOffset now) =>
        _byNation.TryGetValue(nation, out var authority) && authority.NotBefore <= now && now < authority.NotAfter
            ? authority
            : throw new DomainException(Fault.Rejected, "NO_DEVICE_AUTHORITY",
                $"No certificates are issued here for devices of {nation}: {(authority is null ? "there is no authority" : "its authority is not valid now")}.");

    private static CertificateRequest Request(DeviceIdentity device, PublicKey key, X509Certificate2 authority)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(device.Device.Split('/')[1]);
        subject.AddOrganizationalUnitName(device.Member.Split('/')[1]);
        subject.AddCountryOrRegion(device.Nation);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(device.ToUri());
        return new(subject.Build(), key, HashAlgorithmName.SHA256)
        {
            CertificateExtensions =
            {
                new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true),
                new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true),
                new X509EnhancedKeyUsageExtension([ClientAuthentication], critical: false),
                names.Build(),
                new X509SubjectKeyIdentifierExtension(key, critical: false),
                X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false),
            },
        };
    }

    // Positive, as RFC 5280 asks, and random, so that nobody can foresee it.
    private static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
