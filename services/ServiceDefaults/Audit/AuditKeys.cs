using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Signing;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>The keys that this service signs with for nations, and those it takes nations' own signatures of. Read once, at the start.</summary>
internal sealed class AuditKeys : IDisposable
{
    /// <exception cref="IOException">A file cannot be read; the options were validated before.</exception>
    public AuditKeys(IOptions<AuditOptions> options)
    {
        Signing = options.Value.Keys.OrderBy(key => key.Key, StringComparer.Ordinal).Select(key => (key.Key, PemKeys.Read(key.Value, mustSign: true)[0])).ToList();
        Public = new HashSet<(string, ByteString)>([.. Signing.Select(key => (key.Nation, PublicOf(key.Key))), .. options.Value.PublicKeys.SelectMany(FromFile)]);
    }

    public IReadOnlyList<(string Nation, ECDsa Key)> Signing { get; }

    /// <summary>Whose signatures are taken, in the form that checkpoints have.</summary>
    public IReadOnlySet<(string Nation, ByteString PublicKey)> Public { get; }

    public void Dispose()
    {
        foreach (var (_, key) in Signing)
        {
            key.Dispose();
        }
    }

    private static IEnumerable<(string, ByteString)> FromFile(KeyValuePair<string, string> keys)
    {
        foreach (var key in PemKeys.Read(keys.Value, mustSign: false))
        {
            using (key)
            {
                yield return (keys.Key, PublicOf(key));
            }
        }
    }

    private static ByteString PublicOf(ECDsa key) => ByteString.CopyFrom(key.ExportSubjectPublicKeyInfo());
}
