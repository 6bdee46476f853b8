using System.Security.Cryptography;

namespace TaskForce.ServiceDefaults.Signing;

/// <summary>Keys that nations sign with, in files: PEM, ECDSA on the curve P-256.</summary>
public static class PemKeys
{
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

    /// <summary>What is wrong with a file, for people; null if nothing.</summary>
    public static string? FaultOf(string file, bool mustSign)
    {
        try
        {
            foreach (var key in Read(file, mustSign))
            {
                key.Dispose();
            }

            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "cannot be read";
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return mustSign ? "holds no such private key" : "holds something else";
        }
    }

    private static bool IsPrivate(ECDsa key)
    {
        key.SignData([], HashAlgorithmName.SHA256);
        return true;
    }
}
