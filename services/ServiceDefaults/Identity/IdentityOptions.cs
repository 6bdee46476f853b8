using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>Whose tokens are believed, and how this service gets its own. Section <c>Identity</c>.</summary>
public sealed class IdentityOptions
{
    /// <summary>The OpenID Connect issuer. Outside Development it must be HTTPS.</summary>
    public string Authority { get; set; } = "";

    /// <summary>The audience that a token must be for.</summary>
    public string Audience { get; set; } = "taskforce";

    /// <summary>This service's own client id; needed by a service that calls others.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The file that holds the client secret. Empty sends none, which only the demo issuer accepts.</summary>
    public string ClientSecretFile { get; set; } = "";

    /// <summary>Where tokens are asked for. Empty means <c>{Authority}/token</c>.</summary>
    public string TokenEndpoint { get; set; } = "";
}

internal sealed class IdentityOptionsValidator(IHostEnvironment environment) : IValidateOptions<IdentityOptions>
{
    public ValidateOptionsResult Validate(string? name, IdentityOptions options)
    {
        var faults = new List<string>();
        CheckUrl(options.Authority, "Identity:Authority", faults);
        if (options.TokenEndpoint.Length > 0)
        {
            CheckUrl(options.TokenEndpoint, "Identity:TokenEndpoint", faults);
        }

        if (options.Audience.Length == 0)
        {
            faults.Add("Identity:Audience must not be empty.");
        }

        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private void CheckUrl(string url, string key, List<string> faults)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            faults.Add($"{key} must be the URL of an OpenID Connect issuer, not '{url}'.");
        }
        else if (uri.Scheme == "http" && !environment.IsDevelopment())
        {
            faults.Add($"{key} must be HTTPS outside Development, not '{url}'.");
        }
    }
}
