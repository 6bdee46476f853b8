using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Webhooks;

namespace TaskForce.Partners.Sealing;

/// <summary>
/// Seals the secrets of webhooks: AES-256 in GCM, bound to the webhook, so that one cannot be put in another's place. What is kept is <c>sealed:</c>, the key's id
/// and, in base64, nonce, ciphertext and tag. Thread safe.
/// </summary>
internal sealed class SecretKeys(IOptions<SecretKeyOptions> options)
{
    private const string Prefix = "sealed";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly Dictionary<string, byte[]> _keys = options.Value.Keys.ToDictionary(key => key.Key, key => SecretKeyOptions.Read(key.Value), StringComparer.Ordinal);

    /// <summary>The id of the key that seals.</summary>
    public string Current { get; } = options.Value.Current;

    /// <summary>Seals a webhook's secret by the key of now.</summary>
    public string Seal(string webhook, string secret)
    {
        var (nonce, plain, tag) = (RandomNumberGenerator.GetBytes(NonceBytes), Encoding.UTF8.GetBytes(secret), new byte[TagBytes]);
        var hidden = new byte[plain.Length];
        using var cipher = new AesGcm(_keys[Current], TagBytes);
        cipher.Encrypt(nonce, plain, hidden, tag, Encoding.UTF8.GetBytes(webhook));
        return $"{Prefix}:{Current}:{Convert.ToBase64String([.. nonce, .. hidden, .. tag])}";
    }

    /// <summary>The secret of a webhook; itself if nobody sealed it, as a process of before there were keys leaves it until the next renewal.</summary>
    /// <exception cref="SealedException">None of the keys opens it.</exception>
    public string Open(string webhook, string kept)
    {
        if (SigningSecrets.IsPlain(kept))
        {
            return kept;
        }

        if (kept.Split(':') is not [Prefix, var id, var body] || !_keys.TryGetValue(id, out var key))
        {
            throw new SealedException($"the secret of {webhook} is sealed by the key '{KeyOf(kept)}', which is not among the keys");
        }

        try
        {
            var bytes = Convert.FromBase64String(body).AsSpan();
            var plain = new byte[bytes.Length - NonceBytes - TagBytes];
            using var cipher = new AesGcm(key, TagBytes);
            cipher.Decrypt(bytes[..NonceBytes], bytes[NonceBytes..^TagBytes], bytes[^TagBytes..], plain, Encoding.UTF8.GetBytes(webhook));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception wrong) when (wrong is CryptographicException or FormatException or OverflowException or ArgumentException)
        {
            throw new SealedException($"the key '{id}' is not the one that sealed the secret of {webhook}");
        }
    }

    /// <summary>The same secret, sealed by the key of now; itself if it is.</summary>
    /// <exception cref="SealedException">None of the keys opens it.</exception>
    public string Renew(string webhook, string kept)
    {
        var secret = Open(webhook, kept);
        return KeyOf(kept) == Current ? kept : Seal(webhook, secret);
    }

    /// <summary>An answer with the secret that stands sealed in it.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/>, <c>SECRET_KEY_UNKNOWN</c>: another process has a newer key.</exception>
    public V1.Webhook Show(V1.Webhook answer)
    {
        try
        {
            answer.Secret = answer.Secret.Length > 0 ? Open(answer.Name, answer.Secret) : "";
            return answer;
        }
        catch (SealedException wrong)
        {
            throw new DomainException(Fault.Unavailable, "SECRET_KEY_UNKNOWN", $"Not just now: {wrong.Message}.");
        }
    }

    /// <summary>The secrets of a webhook that sign now.</summary>
    public IEnumerable<string> Signing(Webhook webhook, DateTimeOffset now)
    {
        var name = webhook.Name.ToString();
        yield return Open(name, webhook.Secrets.Current);
        if (webhook.Secrets.OverlapAt(now) is not null)
        {
            yield return Open(name, webhook.Secrets.Old);
        }
    }

    private static string KeyOf(string kept) => kept.Split(':') is [Prefix, var id, _] ? id : "";
}

/// <summary>A secret that cannot be opened; the message says why, without a full stop.</summary>
internal sealed class SealedException(string message) : Exception(message);
