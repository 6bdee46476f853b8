using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Devices;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.Gateway.Devices;

/// <summary>Whose devices may come in by their certificates. Section <c>Devices</c>. Off without an authority.</summary>
internal sealed class DevicesOptions
{
    /// <summary>The authorities of each nation's devices, by its ISO 3166-1 alpha-2 code.</summary>
    public IDictionary<string, AuthorityOptions> Authorities { get; } = new Dictionary<string, AuthorityOptions>(StringComparer.Ordinal);

    /// <summary>What the gateway tells the services about a device.</summary>
    public DeviceTokenOptions Tokens { get; set; } = new();
}

/// <summary>The tokens by which services know a device. Section <c>Devices:Tokens</c>.</summary>
internal sealed class DeviceTokenOptions
{
    /// <summary>The issuer that they name: the URL of this gateway's <c>/devices</c>, as the services' <c>Identity:Issuers</c> have it.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>Whom they are for.</summary>
    public string Audience { get; set; } = "taskforce";

    /// <summary>The file of the private key that signs them (PEM, P-256), the same for all gateways. In Development one is made if it is empty.</summary>
    public string Key { get; set; } = "";

    /// <summary>The file of the key before, published for as long as the services may have to know it. Empty if there is none.</summary>
    public string FormerKey { get; set; } = "";
}

internal sealed class DevicesOptionsValidator(IConfiguration configuration, IHostEnvironment environment, IOptions<IdentityOptions> identity) : IValidateOptions<DevicesOptions>
{
    public ValidateOptionsResult Validate(string? name, DevicesOptions options)
    {
        string[] faults =
        [
            .. options.Authorities.SelectMany(authority => authority.Value.FindFaults(authority.Key)),
            .. options.Authorities.Count > 0 ? CheckRest(options.Tokens) : [],
        ];
        return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private IEnumerable<string> CheckRest(DeviceTokenOptions tokens)
    {
        if (configuration["Doors:Tls:Url"] is not { Length: > 0 })
        {
            yield return "Doors:Tls:Url must be set where Devices:Authorities are: devices show their certificates at a door with TLS.";
        }

        if (identity.Value.ClientId.Length == 0)
        {
            yield return "Identity:ClientId must be set where Devices:Authorities are: the gateway asks the roster which devices are revoked.";
        }

        if (!Uri.TryCreate(tokens.Issuer, UriKind.Absolute, out var issuer) || issuer.Scheme is not ("http" or "https"))
        {
            yield return $"Devices:Tokens:Issuer must be the URL of this gateway's /devices, not '{tokens.Issuer}'.";
        }

        foreach (var (key, file) in new[] { ("Key", tokens.Key), ("FormerKey", tokens.FormerKey) })
        {
            if (file.Length == 0 ? key == "Key" && !environment.IsDevelopment() : FindFault(() => new Tokens.SigningKey(file, mayMake: false)) is not null)
            {
                yield return $"Devices:Tokens:{key} must be the file of a private key (PEM, P-256), not '{file}'.";
            }
        }
    }

    private static string? FindFault(Func<object> read)
    {
        try
        {
            (read() as IDisposable)?.Dispose();
            return null;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            return unusable.Message;
        }
    }
}
