using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using TaskForce.Gateway.Tokens;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.Gateway.DemoIdentity;

/// <summary>The demo issuer's answers, as OpenID Connect discovery and OAuth 2.0 (RFC 6749, client credentials) have them.</summary>
internal sealed class DemoIssuer(DemoKey key, IOptions<IdentityOptions> identity, IOptions<DemoIdentityOptions> demo, TimeProvider clock)
{
    private readonly JsonWebTokenHandler _tokens = new();
    private readonly IssuerOptions _issuer = identity.Value.Issuers.Values.Single(issuer => issuer.Kind == IssuerKind.Demo);

    /// <summary>What discovery would find if the authority is this issuer's; null if it is another's.</summary>
    public OpenIdConnectConfiguration? OwnDocument(string authority) => authority == _issuer.Authority
        ? new() { Issuer = _issuer.Authority, TokenEndpoint = $"{_issuer.Authority.TrimEnd('/')}/token", SigningKeys = { key.Public } }
        : null;

    public IResult Configuration()
    {
        var issuer = _issuer.Authority.TrimEnd('/');
        return Results.Json(new JsonObject
        {
            ["issuer"] = _issuer.Authority,
            ["jwks_uri"] = $"{issuer}/jwks",
            ["token_endpoint"] = $"{issuer}/token",
            ["grant_types_supported"] = new JsonArray("client_credentials"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("none"),
            ["id_token_signing_alg_values_supported"] = new JsonArray(SecurityAlgorithms.EcdsaSha256),
            ["subject_types_supported"] = new JsonArray("public"),
            ["response_types_supported"] = new JsonArray(),
        });
    }

    public IResult Keys() => Results.Json(SigningKey.ToDocument([key]));

    /// <summary>The people at desks, for the page to choose from.</summary>
    public IResult Profiles() =>
        Results.Json(DemoProfile.AtDesks(demo.Value.Nations).Select(profile => new { id = profile.Id, role = profile.Role, nation = profile.Nation }));

    public async Task<IResult> TokenAsync(HttpRequest request, HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        var form = request.HasFormContentType
            ? await request.ReadFormAsync(request.HttpContext.RequestAborted)
            : FormCollection.Empty;
        if (form["grant_type"] != "client_credentials")
        {
            return Refuse("unsupported_grant_type", "The form must have grant_type=client_credentials and a client_id.");
        }

        var nations = demo.Value.Nations;
        return DemoProfile.Find(form["client_id"].ToString(), nations) is { } profile
            ? Results.Json(new { access_token = Sign(profile), token_type = "Bearer", expires_in = (int)profile.Lifetime.TotalSeconds })
            : Refuse(
                "invalid_client",
                $"There is no profile '{form["client_id"]}'; there are {DemoProfile.Describe(nations)}, where MEMBER begins with a nation, as in de-falke-07.");
    }

    private string Sign(DemoProfile profile)
    {
        var now = clock.GetUtcNow();
        return _tokens.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = _issuer.Authority,
            Audience = _issuer.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + profile.Lifetime).UtcDateTime,
            Claims = profile.Claims,
            SigningCredentials = new(key.Private, SecurityAlgorithms.EcdsaSha256),
        });
    }

    private static IResult Refuse(string error, string description) =>
        Results.Json(new { error, error_description = description }, statusCode: StatusCodes.Status400BadRequest);
}
