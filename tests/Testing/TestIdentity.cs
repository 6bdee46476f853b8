using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.Testing;

/// <summary>An issuer for tests, and the way to make a service believe it.</summary>
public static class TestIdentity
{
    private const string Issuer = "https://issuer.test";

    private static readonly ECDsaSecurityKey Key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "test" };

    private static readonly string[] FieldRoles = ["field"];

    /// <summary>The issuer of devices' tokens.</summary>
    public const string DeviceIssuer = "https://devices.test";

    /// <summary>A token for a profile such as <c>dispatcher.de</c>, <c>field:de-falke-07</c> or <c>service:tasking</c>.</summary>
    public static string Token(string profile) => Sign(Issuer, Claims(profile));

    /// <summary>A token as the gateway makes it for a device.</summary>
    public static string DeviceToken(string device, string member, string nation) =>
        Sign(DeviceIssuer, new() { ["sub"] = device, ["member"] = member, ["nation"] = nation, ["roles"] = FieldRoles });

    /// <summary>Makes a service believe tokens of this issuer, without asking anyone.</summary>
    public static void Trust(IServiceCollection services) =>
        services.AddSingleton<FetchIssuer>((authority, _) => Task.FromResult(new OpenIdConnectConfiguration { Issuer = authority, SigningKeys = { Key } }));

    private static string Sign(string issuer, Dictionary<string, object> claims) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = issuer,
        Audience = "taskforce",
        Claims = claims,
        SigningCredentials = new(Key, SecurityAlgorithms.EcdsaSha256),
    });

    private static Dictionary<string, object> Claims(string profile)
    {
        var claims = new Dictionary<string, object> { ["sub"] = profile };
        if (profile.Split(':') is [var kind, var id])
        {
            claims["roles"] = new[] { kind };
            if (kind == "field")
            {
                claims["member"] = $"members/{id}";
                claims["nation"] = id.Split('-')[0].ToUpperInvariant();
            }
        }
        else if (profile.Split('.') is [var role, var nation])
        {
            claims["roles"] = new[] { role };
            claims["nation"] = nation.ToUpperInvariant();
        }

        return claims;
    }
}
