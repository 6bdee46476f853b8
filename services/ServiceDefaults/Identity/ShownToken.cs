using Microsoft.IdentityModel.JsonWebTokens;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>What a request shows of itself, unchecked but for what is known of it from before.</summary>
internal sealed class ShownToken
{
    private const string Bearer = "Bearer ";

    private readonly Lazy<JsonWebToken?> _token;

    private ShownToken(string text)
    {
        IsThere = true;
        Digest = KnownTokens.Digest.Of(text);
        // Only read where it is asked for.
        _token = new(() => Parse(text), isThreadSafe: false);
    }

    private ShownToken() => _token = new((JsonWebToken?)null);

    /// <summary>Whether there is a bearer token.</summary>
    public bool IsThere { get; }

    /// <summary>What stands for it.</summary>
    public KnownTokens.Digest Digest { get; }

    /// <summary>The token, if it can be read.</summary>
    public JsonWebToken? Token => _token.Value;

    /// <summary>What it said when it was checked, if that holds still.</summary>
    public KnownToken? Known { get; set; }

    /// <summary>The mark of its issuer's keys as they were known before it was checked.</summary>
    public object? Keys { get; set; }

    public static ShownToken Read(string authorization) =>
        authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? new(authorization[Bearer.Length..].Trim()) : new();

    private static JsonWebToken? Parse(string text)
    {
        try
        {
            return new(text);
        }
        catch (ArgumentException)
        {
            // Also what is malformed within: the library's exceptions are of that type.
            return null;
        }
    }
}
