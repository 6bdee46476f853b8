using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TaskForce.Partners.Webhooks;

/// <summary>What deliveries are signed with: symmetric keys, as Standard Webhooks has them (https://www.standardwebhooks.com).</summary>
/// <param name="Current">Of now, <c>whsec_</c> and base64.</param>
/// <param name="Old">The one before; empty if there was none.</param>
/// <param name="OldUntil">Until when the one before signs too.</param>
internal sealed record Secrets(string Current, string Old, DateTimeOffset? OldUntil)
{
    private const string Prefix = "whsec_";

    // As long as the digest: longer adds nothing.
    private const int Bytes = 32;

    public static Secrets Make() => new(New(), "", null);

    public Secrets Rotate(TimeSpan overlap, DateTimeOffset now) => overlap > TimeSpan.Zero ? new(New(), Current, now + overlap) : Make();

    /// <summary>Until when the one before signs; null if it does not any more.</summary>
    public DateTimeOffset? OverlapAt(DateTimeOffset now) => OldUntil > now ? OldUntil : null;

    /// <summary>The header <c>webhook-signature</c>: one signature by each secret that holds.</summary>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="time">When the attempt is made; the header <c>webhook-timestamp</c> is its whole seconds.</param>
    /// <param name="body">What is sent.</param>
    public string Sign(string id, DateTimeOffset time, ReadOnlySpan<byte> body)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{time.ToUnixTimeSeconds()}.")), .. body];
        return OverlapAt(time) is null ? Sign(Current, content) : $"{Sign(Current, content)} {Sign(Old, content)}";
    }

    private static string Sign(string secret, byte[] content) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), content));

    private static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    // A log that names a webhook must not tell its secret.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("OldUntil = ").Append(OldUntil);
        return true;
    }
}
