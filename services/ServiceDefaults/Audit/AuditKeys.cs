using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>The keys that this service signs with for nations, and those it takes nations' own signatures of. Read once, at the start.</summary>
internal sealed class AuditKeys : IDisposable
{
    /// <exception cref="IOException">A file cannot be read; the options were validated before.</exception>
    public AuditKeys(IOptions<AuditOptions> options)
    {
        Signing = options.Value.Keys.OrderBy(key => key.Key, StringComparer.Ordinal).Select(key => (key.Key, Read(key.Value, mustSign: true)[0])).ToList();
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

    /// <summary>The keys of a PEM file, at least one: one private key, or public keys.</summary>
    /// <exception cref="CryptographicException">It holds no key, one on another curve, or no private one where it must.</exception>
    public static IReadOnlyList<ECDsa> Read(string file, bool mustSign)
    {
        var text = File.ReadAllText(file);
        var keys = new List<ECDsa>();
        for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
        {
            if (rest[found.Label] is "EC PARAMETERS")
            {
                // openssl writes them before the key.
                continue;
            }

            var key = ECDsa.Create();
            key.ImportFromPem(rest[found.Location]);
            keys.Add(key);
        }

        if (keys.Count == 0 || !keys.TrueForAll(AuditChain.IsP256) || (mustSign && (keys.Count > 1 || !IsPrivate(keys[0]))))
        {
            throw new CryptographicException("No such key.");
        }

        return keys;
    }

    private static bool IsPrivate(ECDsa key)
    {
        key.SignData([], HashAlgorithmName.SHA256);
        return true;
    }

    private static IEnumerable<(string, ByteString)> FromFile(KeyValuePair<string, string> keys)
    {
        foreach (var key in Read(keys.Value, mustSign: false))
        {
            using (key)
            {
                yield return (keys.Key, PublicOf(key));
            }
        }
    }

    private static ByteString PublicOf(ECDsa key) => ByteString.CopyFrom(key.ExportSubjectPublicKeyInfo());
}
