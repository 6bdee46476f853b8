using System.Security.Claims;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>
/// A partner in whose place a service reads what is then delivered to that partner: the metadata <c>x-taskforce-acting-for</c>, the nation, a blank, and the subject,
/// the partner and the issuer in percent encoding with blanks between. Whoever is asked sees the partner and no service: its role, its nation, and what
/// is released to it. Only services that <see cref="IdentityOptions.MayActForPartners"/> names are believed; any other that says so is refused.
/// </summary>
/// <param name="Subject">The subject of the partner's token.</param>
/// <param name="Nation">Its nation, ISO 3166-1 alpha-2; empty if it has none.</param>
/// <param name="Partner">Which partner.</param>
/// <param name="Issuer">What the configuration calls the issuer of its token.</param>
public sealed record ActingFor(string Subject, string Nation, string Partner, string Issuer)
{
    /// <summary>The metadata's key.</summary>
    public const string Header = "x-taskforce-acting-for";

    private const int Longest = 200;

    /// <summary>Tells it apart from others, as <see cref="Caller.Key"/> does when it calls itself.</summary>
    public string Key => $"{Subject} of {Issuer}";

    /// <summary>A partner that calls.</summary>
    public static ActingFor Of(Caller partner) => new(partner.Subject, partner.Nation, partner.Partner, partner.Issuer);

    /// <summary>What a call in the partner's place is sent with.</summary>
    /// <param name="purpose">What for, as the partner states it; empty if it states nothing.</param>
    public Metadata ToMetadata(string purpose)
    {
        var metadata = new Metadata { { Header, string.Join(' ', new[] { Nation, Uri.EscapeDataString(Subject), Uri.EscapeDataString(Partner), Uri.EscapeDataString(Issuer) }) } };
        if (purpose.Length > 0)
        {
            metadata.Add(Purpose.Header, Uri.EscapeDataString(purpose));
        }

        return metadata;
    }

    internal ClaimsIdentity ToIdentity() => new(
        [new("sub", Subject), new("issuer", Issuer), new("nation", Nation), new("roles", CallerClaims.Spell(Role.Partner)), new("partner", Partner)], "Bearer", "sub", "roles");

    internal static ActingFor? Read(string text) =>
        text.Split(' ') is [var nation, var subject, var partner, var issuer]
        && (nation.Length == 0 || nation is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])
        && new[] { subject, partner, issuer }.Select(Uri.UnescapeDataString).ToArray() is var parts
        && parts.All(part => part.Length is > 0 and <= Longest && !part.Any(char.IsControl))
            ? new(parts[0], nation, parts[1], parts[2])
            : null;
}
