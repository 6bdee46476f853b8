using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.Gateway.SignIn;

/// <summary>Where people sign in on the page. Section <c>SignIn</c>.</summary>
internal sealed class SignInOptions
{
    /// <summary>The page as a client of issuers, by the issuer's name in <c>Identity:Issuers</c>.</summary>
    public IDictionary<string, SignInClient> Clients { get; } = new Dictionary<string, SignInClient>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>The page as one issuer knows it: a public client, for the authorization code with PKCE.</summary>
internal sealed class SignInClient
{
    /// <summary>What the issuer calls the page.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>What is asked for, with spaces between. Without what the issuer gives a refresh token for, people sign in anew when a token ends.</summary>
    public string Scopes { get; set; } = "openid";

    /// <summary>The resource that the access token is for (RFC 8707), if the issuer wants to be told; empty asks for none.</summary>
    public string Resource { get; set; } = "";

    /// <summary>What else the issuer wants to be told when somebody signs in, such as <c>audience</c>.</summary>
    public IDictionary<string, string> Parameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where else than at its authority the issuer is asked for tokens, as in <c>https://tokens.example</c>: the page asks nobody who is not named.</summary>
    public IList<string> Origins { get; } = [];
}

internal sealed class SignInOptionsValidator(IOptions<IdentityOptions> identity, IHostEnvironment environment) : IValidateOptions<SignInOptions>
{
    public ValidateOptionsResult Validate(string? name, SignInOptions options)
    {
        string[] faults = [.. options.Clients.SelectMany(client => Check($"SignIn:Clients:{client.Key}", client.Key, client.Value))];
        return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private IEnumerable<string> Check(string key, string issuer, SignInClient client)
    {
        if (!identity.Value.Issuers.TryGetValue(issuer, out var known) || known.Kind != IssuerKind.National)
        {
            yield return $"{key} must have the name of an issuer of the kind National in Identity:Issuers.";
        }

        if (client.ClientId.Length == 0)
        {
            yield return $"{key}:ClientId must say what the issuer calls the page.";
        }

        if (!client.Scopes.Split(' ').Contains("openid", StringComparer.Ordinal))
        {
            yield return $"{key}:Scopes must contain openid, not only '{client.Scopes}'.";
        }

        foreach (var origin in client.Origins.Where(origin => !IsOrigin(origin)))
        {
            yield return $"{key}:Origins must be of the form https://host or https://host:port, not '{origin}'.";
        }
    }

    // What stands in a header must be nothing but that.
    private bool IsOrigin(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && environment.IsDevelopment()))
        && text == uri.GetLeftPart(UriPartial.Authority) && uri.UserInfo.Length == 0;
}
