using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TaskForce.Client;

/// <summary>Why an event is not taken for one of ours.</summary>
public enum WebhookFault
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>A header is missing, or says something that it cannot.</summary>
    Headers,

    /// <summary>It was signed too long ago, or in the future: somebody may send what they have overheard.</summary>
    Timestamp,

    /// <summary>No signature is right: it is from somebody else, or was changed.</summary>
    Signature,
}

/// <summary>What webhooks are signed with, as Standard Webhooks has it (https://www.standardwebhooks.com).</summary>
public sealed class WebhookSecret
{
    /// <summary>How much the time of signing may be off.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Prefix = "whsec_";

    private readonly byte[] _key;

    /// <param name="text">As the answer of <c>CreateWebhook</c> has it: <c>whsec_</c> and base64.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public WebhookSecret(string text)
    {
        _key = Convert.FromBase64String(text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : throw new FormatException("A webhook's secret begins with whsec_."));
        if (_key.Length < 24)
        {
            throw new FormatException("A webhook's secret has at least 24 bytes.");
        }
    }

    /// <summary>Whether an event is one of ours. Takes the same time for every wrong signature.</summary>
    /// <param name="id">The header <c>webhook-id</c>; null if there is none.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>.</param>
    /// <param name="signatures">The header <c>webhook-signature</c>.</param>
    /// <param name="body">What was sent, as it came.</param>
    /// <param name="now">The receiver's clock.</param>
    public WebhookFault Check(string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(signatures) || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return WebhookFault.Headers;
        }

        if (Math.Abs(now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
        {
            return WebhookFault.Timestamp;
        }

        var right = Encoding.ASCII.GetBytes(Sign(id, seconds, body));
        var isRight = false;
        foreach (var signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            isRight |= CryptographicOperations.FixedTimeEquals(right, Encoding.ASCII.GetBytes(signature));
        }

        return isRight ? WebhookFault.None : WebhookFault.Signature;
    }

    /// <summary>A signature as in the header <c>webhook-signature</c>.</summary>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="seconds">The header <c>webhook-timestamp</c>.</param>
    /// <param name="body">What is sent.</param>
    public string Sign(string id, long seconds, ReadOnlySpan<byte> body)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}.")), .. body];
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(_key, content));
    }
}
