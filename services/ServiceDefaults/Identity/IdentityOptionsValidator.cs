using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace TaskForce.ServiceDefaults.Identity;

internal sealed class IdentityOptionsValidator(IHostEnvironment environment) : IValidateOptions<IdentityOptions>
{
    // Signed with a private key that only the issuer has. A shared secret would let whoever checks tokens make them.
    private static readonly string[] Asymmetric = ["ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

    public ValidateOptionsResult Validate(string? name, IdentityOptions options)
    {
        string[] faults =
        [
            .. options.Issuers.SelectMany(issuer => Check($"Identity:Issuers:{issuer.Key}", issuer.Value)),
            .. CheckNames(options),
            .. CheckTimes(options),
            .. CheckClient(options),
        ];
        return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private IEnumerable<string> Check(string key, IssuerOptions issuer) =>
        [.. CheckUrl(issuer.Authority, $"{key}:Authority"), .. CheckKind(issuer, key), .. CheckNation(issuer, key), .. CheckTokens(issuer, key)];

    private IEnumerable<string> CheckKind(IssuerOptions issuer, string key)
    {
        if (issuer.Kind == IssuerKind.Demo && !environment.IsDevelopment())
        {
            yield return $"{key}:Kind Demo lets anybody be anybody and is refused outside Development; this is {environment.EnvironmentName}.";
        }

        foreach (var (value, role) in issuer.Roles.Where(role => !issuer.MayGrant(CallerClaims.ToRole(role.Value))))
        {
            yield return $"{key}:Roles:{value} is '{role}', which is no role that an issuer of the kind {issuer.Kind} can give.";
        }
    }

    private static IEnumerable<string> CheckTokens(IssuerOptions issuer, string key)
    {
        if (issuer.Audience.Length == 0)
        {
            yield return $"{key}:Audience must not be empty.";
        }

        foreach (var algorithm in issuer.Algorithms.Except(Asymmetric, StringComparer.Ordinal))
        {
            yield return $"{key}:Algorithms must be of {string.Join(", ", Asymmetric)}, not '{algorithm}'.";
        }

        foreach (var (claim, _) in issuer.Claims.All.Where(claim => claim.Name.Length == 0))
        {
            yield return $"{key}:Claims:{claim} must name a claim.";
        }
    }

    private static IEnumerable<string> CheckNation(IssuerOptions issuer, string key)
    {
        var isNation = issuer.Nation is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'];
        if (issuer.Kind == IssuerKind.National && !isNation)
        {
            yield return $"{key}:Nation must be an ISO 3166-1 alpha-2 code such as DE, not '{issuer.Nation}'; "
                + "only an issuer of the kind Services or Partners has none.";
        }
        else if (issuer.Kind == IssuerKind.Partners && issuer.Nation.Length > 0 && !isNation)
        {
            yield return $"{key}:Nation must be empty or an ISO 3166-1 alpha-2 code such as DE, not '{issuer.Nation}'.";
        }
        else if (issuer.Kind is IssuerKind.Services or IssuerKind.Devices or IssuerKind.Demo && issuer.Nation.Length > 0)
        {
            yield return $"{key}:Nation must be empty for an issuer of the kind {issuer.Kind}.";
        }
    }

    private static IEnumerable<string> CheckNames(IdentityOptions options)
    {
        if (options.Issuers.Count == 0)
        {
            yield return "Identity:Issuers must name at least one issuer.";
        }

        foreach (var same in options.Issuers.GroupBy(issuer => issuer.Value.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            var names = string.Join(" and ", same.Select(issuer => issuer.Key));
            yield return $"Identity:Issuers: {names} have the same issuer '{same.Key}'; tokens must tell whose they are.";
        }
    }

    private static IEnumerable<string> CheckTimes(IdentityOptions options) =>
        new[] { ("KeyLifetime", options.KeyLifetime), ("KeyPause", options.KeyPause), ("KeysKept", options.KeysKept) }
            .Where(time => time.Item2 < TimeSpan.FromSeconds(1) || time.Item2 > TimeSpan.FromDays(7))
            .Select(time => $"Identity:{time.Item1} must be one second to seven days, not {time.Item2}.");

    private IEnumerable<string> CheckClient(IdentityOptions options) =>
        [.. options.TokenEndpoint.Length > 0 ? CheckUrl(options.TokenEndpoint, "Identity:TokenEndpoint") : [], .. CheckClientIssuer(options), .. CheckSecret(options)];

    private static IEnumerable<string> CheckClientIssuer(IdentityOptions options)
    {
        var issuers = options.ClientIssuers.ToList();
        if (options.ClientId.Length > 0 && issuers.Count == 0)
        {
            yield return $"Identity:ClientIssuer must name an issuer of the kind Services, not '{options.ClientIssuer}': "
                + "a service that calls others needs a token of its own.";
        }
        else if (options.ClientId.Length > 0 && issuers.Count > 1)
        {
            yield return $"Identity:ClientIssuer must say which of {string.Join(", ", issuers)} issues this service's own token.";
        }
    }

    private static IEnumerable<string> CheckSecret(IdentityOptions options)
    {
        if (options.ClientSecretFile.Length > 0 && !File.Exists(options.ClientSecretFile))
        {
            yield return $"Identity:ClientSecretFile: there is no file '{options.ClientSecretFile}'.";
        }
    }

    private IEnumerable<string> CheckUrl(string url, string key)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            yield return $"{key} must be the URL of an OpenID Connect issuer, not '{url}'.";
        }
        else if (uri.Scheme == "http" && !environment.IsDevelopment())
        {
            yield return $"{key} must be HTTPS outside Development, not '{url}'.";
        }
    }
}
