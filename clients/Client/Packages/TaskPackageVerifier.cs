using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using Google.Protobuf;
using TaskForce.Tasking.V1;

namespace TaskForce.Client;

/// <summary>
/// Verifies signed task packages with the nations' keys and nothing else: no network, no clock. A package counts if a signature of at least one known key
/// holds, and none of a known key is wrong. Thread safe.
/// </summary>
public sealed class TaskPackageVerifier
{
    private readonly Dictionary<ByteString, PackageKey> _keys;

    /// <param name="keys">The keys to trust: from <c>ListPackageKeys</c> over a connection that is trusted, or from the nations themselves.</param>
    public TaskPackageVerifier(IEnumerable<PackageKey> keys) =>
        _keys = keys.DistinctBy(key => key.PublicKey).ToDictionary(key => ByteString.CopyFrom(SHA256.HashData(key.PublicKey.Span)));

    /// <summary>Verifies a package.</summary>
    /// <exception cref="TaskPackageException">It is not a package, or nobody known has signed it, or it was changed.</exception>
    public VerifiedPackage Verify(SignedTaskPackage package)
    {
        var (message, content) = Read(package);
        var nations = message.Signatures.Select(signature => NationOf(signature)).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        return nations.Count > 0
            ? new(content, nations, package)
            : throw new TaskPackageException(TaskPackageFault.UnknownKey, $"None of the {message.Signatures.Count} signatures is by a key that is known here.");
    }

    /// <summary>What a package says, verified or not: to show what somebody holds in their hands.</summary>
    /// <exception cref="TaskPackageException">It is not a package.</exception>
    public static TaskPackage Peek(SignedTaskPackage package) => Read(package).Content;

    private static (CoseMultiSignMessage Message, TaskPackage Content) Read(SignedTaskPackage signed)
    {
        try
        {
            var message = CoseMessage.DecodeMultiSign(signed.CoseSign.Span);
            if (!message.ProtectedHeaders.TryGetValue(CoseHeaderLabel.ContentType, out var type) || type.GetValueAsString() != TaskPackages.ContentType)
            {
                throw new TaskPackageException(TaskPackageFault.Unreadable, "This is signed, but it is no task package.");
            }

            var content = TaskPackage.Parser.ParseFrom(message.Content.GetValueOrDefault().Span);
            return content is { Version: TaskPackages.Version, Order: not null, ExpireTime: not null, IssueTime: not null }
                ? (message, content)
                : throw new TaskPackageException(TaskPackageFault.Unreadable, $"This program does not know task packages of version {content.Version}.");
        }
        catch (Exception fault) when (fault is CryptographicException or InvalidProtocolBufferException or InvalidOperationException)
        {
            throw new TaskPackageException(TaskPackageFault.Unreadable, "This is no signed task package.", fault);
        }
    }

    // Null for a key that is not known: another nation may have one that is.
    private string? NationOf(CoseSignature signature)
    {
        if (!signature.ProtectedHeaders.TryGetValue(CoseHeaderLabel.KeyIdentifier, out var id) || !_keys.TryGetValue(ByteString.CopyFrom(id.GetValueAsBytes()), out var known))
        {
            return null;
        }

        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(known.PublicKey.Span, out _);
        return Holds(signature, key) ? known.Nation : throw new TaskPackageException(TaskPackageFault.Forged, $"The signature of {known.Nation} is wrong: somebody changed this package.");
    }

    private static bool Holds(CoseSignature signature, ECDsa key)
    {
        try
        {
            return signature.VerifyEmbedded(key);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
