using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using TaskForce.Type.V1;

namespace TaskForce;

/// <summary>The chain of a service's audit log, as the contract describes it: for whoever writes it and for whoever checks a copy.</summary>
public static class AuditChain
{
    /// <summary>The length of a salt, in bytes.</summary>
    public const int SaltBytes = 16;

    private const int MostOnStack = 256;

    /// <summary>What the first entry's hash follows.</summary>
    public static ReadOnlyMemory<byte> Beginning { get; } = new byte[SHA256.HashSizeInBytes];

    /// <summary>The hash of an entry.</summary>
    /// <param name="before">The hash of the entry before, or <see cref="Beginning"/>.</param>
    /// <param name="record">The record's canonical form.</param>
    public static byte[] HashAfter(ReadOnlySpan<byte> before, ReadOnlySpan<byte> record)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(before);
        sha.AppendData(record);
        return sha.GetHashAndReset();
    }

    /// <summary>What the chain holds of a value that can be erased.</summary>
    public static byte[] DigestOf(ReadOnlySpan<byte> salt, string value)
    {
        var length = salt.Length + Encoding.UTF8.GetByteCount(value);
        var salted = length <= MostOnStack ? stackalloc byte[length] : new byte[length];
        salt.CopyTo(salted);
        Encoding.UTF8.GetBytes(value, salted[salt.Length..]);
        return SHA256.HashData(salted);
    }

    /// <summary>What a nation signs.</summary>
    public static byte[] StatementOf(string service, AuditCheckpoint checkpoint) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"taskforce-audit-checkpoint-v1\n{service}\n{checkpoint.Nation}\n{checkpoint.Number}\n{Convert.ToHexStringLower(checkpoint.Hash.Span)}\n"
        + $"{checkpoint.Time.ToDateTime():yyyy-MM-dd'T'HH:mm:ss'Z'}\n{FingerprintOf(checkpoint.PublicKey)}\n"));

    /// <summary>What people compare keys by: the SHA-256 of its X.509 form, in hexadecimal.</summary>
    public static string FingerprintOf(ByteString publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey.Span));

    /// <summary>Signs a checkpoint whose other fields are set.</summary>
    public static void Sign(string service, AuditCheckpoint checkpoint, ECDsa key)
    {
        checkpoint.PublicKey = ByteString.CopyFrom(key.ExportSubjectPublicKeyInfo());
        checkpoint.Signature = ByteString.CopyFrom(key.SignData(StatementOf(service, checkpoint), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    /// <summary>Whether a checkpoint's signature holds under the key that it names. Whose key that is, it does not say.</summary>
    public static bool IsSigned(string service, AuditCheckpoint checkpoint)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(checkpoint.PublicKey.Span, out var read);
            return read == checkpoint.PublicKey.Length && IsP256(key) && checkpoint.Time is { Nanos: 0 } && key.VerifyData(
                StatementOf(service, checkpoint), checkpoint.Signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Whether a key is on the curve that checkpoints are signed on.</summary>
    public static bool IsP256(ECDsa key) => key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
}
