using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Signing;

namespace TaskForce.Tasking.Orders.Packages;

/// <summary>Signs with each nation's key, as the contract of <c>SignedTaskPackage</c> says. Thread safe.</summary>
internal sealed class PackageSigner : IDisposable
{
    private readonly List<(ECDsa Key, V1.PackageKey Public)> _keys;

    /// <exception cref="IOException">A file cannot be read; the options were validated before.</exception>
    public PackageSigner(IOptions<PackageOptions> options) => _keys = [.. options.Value.Keys.OrderBy(key => key.Key, StringComparer.Ordinal).Select(key =>
    {
        var signing = PemKeys.Read(key.Value, mustSign: true)[0];
        var spki = signing.ExportSubjectPublicKeyInfo();
        return (signing, new V1.PackageKey { Nation = key.Key, PublicKey = ByteString.CopyFrom(spki), Id = ByteString.CopyFrom(SHA256.HashData(spki)) });
    })];

    /// <summary>The keys that it signs with.</summary>
    public IReadOnlyList<V1.PackageKey> Public => _keys.ConvertAll(key => key.Public);

    /// <summary>Signs a package for every nation that has a key here.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>, <c>NO_PACKAGE_KEY</c>: there is none.</exception>
    public V1.SignedTaskPackage Sign(V1.TaskPackage package)
    {
        if (_keys.Count == 0)
        {
            throw new DomainException(Fault.Rejected, "NO_PACKAGE_KEY", "This deployment has no key to sign task packages with: its configuration lacks Packages:Keys.");
        }

        var content = package.ToByteArray();
        // Signatures are added to a message that has one.
        var signed = CoseMessage.DecodeMultiSign(CoseMultiSignMessage.SignEmbedded(content, SignerOf(_keys[0]), ContentType()));
        foreach (var key in _keys.Skip(1))
        {
            signed.AddSignatureForEmbedded(SignerOf(key));
        }

        return new() { CoseSign = ByteString.CopyFrom(signed.Encode()) };
    }

    public void Dispose() => _keys.ForEach(key => key.Key.Dispose());

    private static CoseSigner SignerOf((ECDsa Key, V1.PackageKey Public) key) =>
        new(key.Key, HashAlgorithmName.SHA256, new CoseHeaderMap { { CoseHeaderLabel.KeyIdentifier, key.Public.Id.ToByteArray() } });

    private static CoseHeaderMap ContentType() => new() { { CoseHeaderLabel.ContentType, TaskPackages.ContentType } };
}
