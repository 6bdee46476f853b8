using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TaskForce.Roster.Devices;

/// <summary>Reads certificate signing requests (PKCS #10). Only the key is taken from them, whatever else they ask for.</summary>
internal static class SigningRequest
{
    private const int LongestBytes = 4096;
    private const string Field = "signing_request";
    private const string CommonName = "2.5.4.3";
    private const string P256 = "1.2.840.10045.3.1.7";
    private const string P384 = "1.3.132.0.34";

    /// <summary>The key of a request, or null if a violation was noted.</summary>
    /// <param name="der">The request.</param>
    /// <param name="device">The device that the request may name.</param>
    /// <param name="violations">Hears everything that is wrong.</param>
    public static PublicKey? ReadKey(byte[] der, DeviceName device, Violations violations)
    {
        if (der.Length is 0 or > LongestBytes)
        {
            violations.Add(Field, $"must have 1 to {LongestBytes} bytes");
            return null;
        }

        try
        {
            // Checks the signature, with which the device proves that it has the key.
            var request = CertificateRequest.LoadSigningRequest(der, HashAlgorithmName.SHA256);
            violations.Check(IsStrong(request.PublicKey), Field, "must be for a key of the curve P-256 or P-384");
            violations.Check(Names(request.SubjectName, device), Field, $"must have no subject, or the common name {device.Id} alone");
            return request.PublicKey;
        }
        catch (Exception unusable) when (unusable is CryptographicException or ArgumentException or NotSupportedException)
        {
            violations.Add(Field, "is no certificate signing request (PKCS #10, DER) with a valid signature of its own key");
            return null;
        }
    }

    private static bool IsStrong(PublicKey key)
    {
        using var curve = key.GetECDsaPublicKey();
        return curve?.ExportParameters(includePrivateParameters: false).Curve.Oid.Value is P256 or P384;
    }

    private static bool Names(X500DistinguishedName subject, DeviceName device)
    {
        var parts = subject.EnumerateRelativeDistinguishedNames().ToList();
        return parts.Count == 0 || (parts is [{ HasMultipleElements: false } only]
            && only.GetSingleElementType().Value == CommonName && only.GetSingleElementValue() == device.Id);
    }
}
