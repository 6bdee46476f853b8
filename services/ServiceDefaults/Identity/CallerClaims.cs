using System.Security.Claims;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>Reads an issuer's claims as its configuration says, and believes no more of them than the issuer may say.</summary>
internal static class CallerClaims
{
    /// <summary>An identity that has our claims and no others: what a token says beside them reaches nobody.</summary>
    /// <param name="token">A token whose signature and dates were checked.</param>
    /// <param name="name">What the configuration calls its issuer.</param>
    /// <param name="issuer">Its issuer.</param>
    /// <exception cref="DomainException">
    /// <see cref="Fault.Unauthenticated"/>: it claims a nation or a member that is not its issuer's, or does not say who it is.
    /// </exception>
    public static CallerIdentity Read(JsonWebToken token, string name, IssuerOptions issuer)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        IReadOnlyList<string> Values(string claim) => Find(payload.RootElement, claim) is { } found ? Texts(found) : [];

        var subject = Values(issuer.Claims.Subject) is [{ Length: > 0 } who] ? who
            : throw new DomainException(Fault.Unauthenticated, "TOKEN_INVALID", $"The bearer token has no claim '{issuer.Claims.Subject}' that says who it is.");
        Role[] roles = [.. Roles(Values(issuer.Claims.Roles), issuer)];
        var nation = NationOf(Values(issuer.Claims.Nation), name, issuer);
        var identity = new CallerIdentity([new("sub", subject), new("issuer", name), new("nation", nation), .. roles.Select(role => new Claim("roles", Spell(role)))]);
        if (roles.Contains(Role.Field) && Values(issuer.Claims.Member) is [{ Length: > 0 } member])
        {
            identity.AddClaim(new("member", MemberOf(member, name, issuer)));
        }

        if (issuer.Kind == IssuerKind.Devices)
        {
            identity.AddClaim(new("device", subject));
        }

        if (roles.Contains(Role.Partner))
        {
            identity.AddClaim(new("partner", Values(issuer.Claims.Partner) is [{ Length: > 0 } partner] ? partner : subject));
        }

        return identity;
    }

    /// <summary>Our role of that name, as in <c>dispatcher</c>; unspecified if there is none.</summary>
    public static Role ToRole(string name) => name switch
    {
        "dispatcher" => Role.Dispatcher,
        "commander" => Role.Commander,
        "field" => Role.Field,
        "partner" => Role.Partner,
        "auditor" => Role.Auditor,
        "service" => Role.Service,
        _ => Role.Unspecified,
    };

    // What an issuer may not grant, nobody gets from it.
    private static IEnumerable<Role> Roles(IReadOnlyList<string> values, IssuerOptions issuer) => values
        .SelectMany(value => value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(value => issuer.Roles.Count == 0 ? value : issuer.Roles.TryGetValue(value, out var ours) ? ours : "")
        .Select(ToRole).Where(issuer.MayGrant).Distinct();

    private static string NationOf(IReadOnlyList<string> claimed, string name, IssuerOptions issuer)
    {
        if (issuer.Kind is IssuerKind.Demo or IssuerKind.Devices)
        {
            return claimed is [var any] ? any : "";
        }

        return claimed.All(nation => nation == issuer.Nation)
            ? issuer.Nation
            : throw new DomainException(Fault.Unauthenticated, "ISSUER_NOT_OF_NATION",
                $"The bearer token claims to be of {string.Join(" and ", claimed)}; "
                + $"its issuer {name} speaks for {(issuer.Nation.Length > 0 ? issuer.Nation : "no nation")}.");
    }

    private static string MemberOf(string claimed, string name, IssuerOptions issuer)
    {
        const string Collection = "members/";
        var id = claimed.StartsWith(Collection, StringComparison.Ordinal) ? claimed[Collection.Length..] : claimed;
        return id.StartsWith(issuer.RequiredMemberPrefix, StringComparison.Ordinal)
            ? Collection + id
            : throw new DomainException(Fault.Unauthenticated, "ISSUER_NOT_OF_NATION",
                $"The bearer token claims to be {Collection}{id}; its issuer {name} speaks for members whose ids begin with {issuer.RequiredMemberPrefix}");
    }

    private static JsonElement? Find(JsonElement claims, string name)
    {
        if (claims.TryGetProperty(name, out var whole))
        {
            return whole;
        }

        foreach (var part in name.Split('.'))
        {
            if (claims.ValueKind != JsonValueKind.Object || !claims.TryGetProperty(part, out claims))
            {
                return null;
            }
        }

        return claims;
    }

    private static IReadOnlyList<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
        _ => [],
    };

    /// <summary>The name by which tokens have a role.</summary>
    public static string Spell(Role role) => role.ToString().ToLowerInvariant();
}
