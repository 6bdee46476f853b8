using System.Text;
using System.Text.Json;
using TaskForce.Client;
using TaskForce.Client.Devices;

namespace TaskForce.Cli.Profiles;

/// <summary>The user's logins: one token per profile, readable by the user alone, and which profile is the current one.</summary>
internal sealed class ProfileStore(string directory)
{
    /// <summary>Who acts if nobody said who.</summary>
    public const string Fallback = "dispatcher.de";

    private readonly string _current = Path.Combine(directory, "profile");

    /// <summary>Who logged in last, or null.</summary>
    public string? Current => File.Exists(_current) ? File.ReadAllText(_current).Trim() : null;

    /// <summary>Makes a profile the current one.</summary>
    public void Choose(string profile) => Write(_current, profile + "\n");

    /// <summary>The token kept for a profile, or null. One of another issuer does not count.</summary>
    public BearerToken? Read(string profile, Uri issuer)
    {
        if (!File.Exists(PathOf(profile)))
        {
            return null;
        }

        var kept = JsonSerializer.Deserialize<Kept>(File.ReadAllText(PathOf(profile)));
        return kept?.Issuer == issuer ? new(kept.AccessToken, kept.ExpireTime) : null;
    }

    /// <summary>Keeps a token.</summary>
    public void Keep(string profile, Uri issuer, BearerToken token) =>
        Write(PathOf(profile), JsonSerializer.Serialize(new Kept(issuer, token.Text, token.ExpireTime)));

    /// <summary>Whether the profile has logged in.</summary>
    public bool Holds(string profile) => File.Exists(PathOf(profile));

    /// <summary>States why a profile calls from now on; empty states nothing.</summary>
    public void StatePurpose(string profile, string purpose)
    {
        if (purpose.Length > 0)
        {
            Write(PurposePathOf(profile), purpose);
        }
        else
        {
            File.Delete(PurposePathOf(profile));
        }
    }

    /// <summary>Why a profile calls, as it stated when it logged in; empty if it stated nothing.</summary>
    public string PurposeOf(string profile) => File.Exists(PurposePathOf(profile)) ? File.ReadAllText(PurposePathOf(profile)) : "";

    private string PurposePathOf(string profile) => Path.Combine(directory, "tokens", Uri.EscapeDataString(profile) + ".purpose");

    private string PathOf(string profile) => Path.Combine(directory, "tokens", Uri.EscapeDataString(profile) + ".json");

    private static void Write(string path, string text) => PrivateFile.Write(path, file => file.Write(Encoding.UTF8.GetBytes(text)));

    private sealed record Kept(Uri Issuer, string AccessToken, DateTimeOffset ExpireTime);
}
