using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TaskForce.Partners.Webhooks;

/// <summary>What deliveries are signed with, as it is kept: sealed. The names of the properties are those of the store.</summary>
/// <param name="Current">Of now.</param>
/// <param name="Old">The one before; empty if there was none.</param>
/// <param name="OldUntil">Until when the one before signs too.</param>
internal sealed record Secrets(string Current, string Old, DateTimeOffset? OldUntil)
{
    /// <summary>Until when the one before signs; null if it does not any more.</summary>
    public DateTimeOffset? OverlapAt(DateTimeOffset now) => OldUntil > now ? OldUntil : null;

    /// <summary>Another takes its place.</summary>
    /// <param name="next">The new one, sealed.</param>
    /// <param name="overlap">How long the one of now goes on to sign.</param>
    /// <param name="now">Now.</param>
    public Secrets Rotate(string next, TimeSpan overlap, DateTimeOffset now) => overlap > TimeSpan.Zero ? new(next, Current, now + overlap) : new(next, "", null);

    /// <summary>The same with each secret changed as it is kept, and nothing else.</summary>
    public Secrets Each(Func<string, string> change) => this with { Current = change(Current), Old = Old.Length > 0 ? change(Old) : "" };
}

/// <summary>Signs deliveries by symmetric keys, as Standard Webhooks has them (https://www.standardwebhooks.com).</summary>
internal static class SigningSecrets
{
    private const string Prefix = "whsec_";

    // As long as the digest: longer adds nothing.
    private const int Bytes = 32;

    /// <summary>A new secret, <c>whsec_</c> and base64.</summary>
    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether a text is a secret that nobody sealed.</summary>
    public static bool IsPlain(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The header <c>webhook-signature</c>: one signature by each secret.</summary>
    /// <param name="secrets">Those that hold.</param>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="time">When the attempt is made; the header <c>webhook-timestamp</c> is its whole seconds.</param>
    /// <param name="body">What is sent.</param>
    public static string Sign(IEnumerable<string> secrets, string id, DateTimeOffset time, ReadOnlySpan<byte> body)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{time.ToUnixTimeSeconds()}.")), .. body];
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), content))));
    }
}
