using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TaskForce.Testing;

/// <summary>What is wrong with a token.</summary>
public enum Forgery
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It has expired.</summary>
    Expired,

    /// <summary>It is valid in an hour.</summary>
    NotYetValid,

    /// <summary>It is for another audience.</summary>
    OtherAudience,

    /// <summary>It says that it is of an issuer nobody knows.</summary>
    OtherIssuer,

    /// <summary>The algorithm is <c>none</c>, and there is no signature.</summary>
    WithoutSignature,

    /// <summary>It is signed by HS256 with what everybody knows, the public key.</summary>
    SignedWithPublicKey,

    /// <summary>Its claims were changed after it was signed.</summary>
    Tampered,

    /// <summary>It is signed by another key, under the right key's id.</summary>
    OtherKey,

    /// <summary>It is signed by another key, under an id of its own.</summary>
    UnknownKey,
}

/// <summary>An OpenID Connect issuer with discovery, keys that can be exchanged, client credentials, and every kind of faulty token.</summary>
public sealed class TestIssuer : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly Dictionary<string, Dictionary<string, object>> _clients = [];
    private readonly List<ECDsaSecurityKey> _keys = [];
    private int _questions;

    /// <summary>Makes one with one key. It does not answer before it is started.</summary>
    public TestIssuer()
    {
        _server = new(_ => { }, Map);
        AddKey();
    }

    /// <summary>Its URL.</summary>
    public string Authority => _server.Http.ToString().TrimEnd('/');

    /// <summary>How often its keys were asked for.</summary>
    public int Questions => Volatile.Read(ref _questions);

    /// <summary>Starts it, on the port that it had before if it had any.</summary>
    public Task StartAsync() => _server.StartAsync();

    /// <summary>It is away.</summary>
    public Task StopAsync() => _server.StopAsync();

    /// <summary>Signs with a new key from now on; the others go on to be published.</summary>
    public void AddKey() => _keys.Add(new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = Guid.NewGuid().ToString("N") });

    /// <summary>Publishes no other key than the newest any more.</summary>
    public void DropOldKeys() => _keys.RemoveRange(0, _keys.Count - 1);

    /// <summary>Lets a program ask for tokens.</summary>
    public void AddClient(string id, Dictionary<string, object> claims) => _clients[id] = claims;

    /// <summary>A token.</summary>
    /// <param name="claims">What it says; <c>sub</c> must be among it.</param>
    /// <param name="forgery">What is wrong with it.</param>
    public string Token(Dictionary<string, object> claims, Forgery forgery = Forgery.None)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = forgery == Forgery.OtherIssuer ? "https://nobody.test" : Authority,
            Audience = forgery == Forgery.OtherAudience ? "elsewhere" : "taskforce",
            NotBefore = forgery == Forgery.NotYetValid ? now.AddHours(1) : null,
            Expires = forgery == Forgery.Expired ? now.AddHours(-1) : now.AddHours(2),
            Claims = claims,
            SigningCredentials = Credentials(forgery),
        });
        return forgery == Forgery.Tampered ? Tamper(token) : token;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private SigningCredentials? Credentials(Forgery forgery) => forgery switch
    {
        Forgery.WithoutSignature => null,
        Forgery.SignedWithPublicKey => new(
            new SymmetricSecurityKey(_keys[^1].ECDsa.ExportSubjectPublicKeyInfo()) { KeyId = _keys[^1].KeyId }, SecurityAlgorithms.HmacSha256),
        Forgery.OtherKey => new(Stranger(_keys[^1].KeyId), SecurityAlgorithms.EcdsaSha256),
        Forgery.UnknownKey => new(Stranger("stranger"), SecurityAlgorithms.EcdsaSha256),
        _ => new(_keys[^1], SecurityAlgorithms.EcdsaSha256),
    };

    // Not cached, or the signature would be the cached key's.
    private static ECDsaSecurityKey Stranger(string id) =>
        new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = id, CryptoProviderFactory = new() { CacheSignatureProviders = false } };

    private static string Tamper(string token)
    {
        var parts = token.Split('.');
        var claims = JsonSerializer.Deserialize<Dictionary<string, object>>(Base64UrlEncoder.DecodeBytes(parts[1]))!;
        claims["sub"] = "somebody.else";
        return $"{parts[0]}.{Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(claims)))}.{parts[2]}";
    }

    private void Map(WebApplication app)
    {
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = Authority,
            ["jwks_uri"] = $"{Authority}/jwks",
            ["token_endpoint"] = $"{Authority}/token",
        }));
        app.MapGet("/jwks", () =>
        {
            Interlocked.Increment(ref _questions);
            return Results.Json(new { keys = _keys.Select(Publish) });
        });
        app.MapPost("/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            return _clients.TryGetValue(form["client_id"].ToString(), out var claims)
                ? Results.Json(new { access_token = Token(claims), token_type = "Bearer", expires_in = 3600 })
                : Results.Json(new { error = "invalid_client" }, statusCode: StatusCodes.Status400BadRequest);
        });
    }

    private static Dictionary<string, string> Publish(ECDsaSecurityKey key)
    {
        using var half = ECDsa.Create(key.ECDsa.ExportParameters(includePrivateParameters: false));
        var jwk = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(half) { KeyId = key.KeyId });
        return new() { ["kty"] = jwk.Kty, ["crv"] = jwk.Crv, ["x"] = jwk.X, ["y"] = jwk.Y, ["kid"] = jwk.Kid, ["use"] = "sig", ["alg"] = SecurityAlgorithms.EcdsaSha256 };
    }
}
