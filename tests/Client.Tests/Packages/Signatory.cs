using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Tasking.V1;

namespace TaskForce.Client.Tests.Packages;

/// <summary>A nation that signs packages.</summary>
internal sealed class Signatory(string nation) : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public PackageKey Public => new() { Nation = nation, PublicKey = ByteString.CopyFrom(_key.ExportSubjectPublicKeyInfo()), Id = ByteString.CopyFrom(Id) };

    private byte[] Id => SHA256.HashData(_key.ExportSubjectPublicKeyInfo());

    public void Dispose() => _key.Dispose();

    /// <summary>An order that holds for an hour from now on.</summary>
    public static TaskPackage Order(string title, string recipient = "members/de-falke-07", string supersedes = "") => new()
    {
        Version = TaskPackages.Version,
        Order = new()
        {
            Name = $"missions/m/orders/{title}",
            Title = title,
            Recipient = recipient,
            Kind = supersedes.Length > 0 ? Tasking.V1.Order.Types.Kind.Recall : Tasking.V1.Order.Types.Kind.Deploy,
            IssueTime = TimeProvider.System.GetUtcNow().ToTimestamp(),
        },
        Supersedes = supersedes.Length > 0 ? $"missions/m/orders/{supersedes}" : "",
        IssueTime = TimeProvider.System.GetUtcNow().ToTimestamp(),
        ExpireTime = TimeProvider.System.GetUtcNow().AddHours(1).ToTimestamp(),
    };

    public SignedTaskPackage Sign(TaskPackage package, params Signatory[] others) => Sign(package.ToByteArray(), TaskPackages.ContentType, others);

    public SignedTaskPackage Sign(byte[] content, string type, params Signatory[] others)
    {
        var message = CoseMessage.DecodeMultiSign(CoseMultiSignMessage.SignEmbedded(content, Signer(), new CoseHeaderMap { { CoseHeaderLabel.ContentType, type } }));
        foreach (var other in others)
        {
            message.AddSignatureForEmbedded(other.Signer());
        }

        return new() { CoseSign = ByteString.CopyFrom(message.Encode()) };
    }

    private CoseSigner Signer() => new(_key, HashAlgorithmName.SHA256, new CoseHeaderMap { { CoseHeaderLabel.KeyIdentifier, Id } });
}
