namespace TaskForce.ServiceDefaults.Identity;

/// <summary>Whose tokens are believed, and how this service gets its own. Section <c>Identity</c>.</summary>
public sealed class IdentityOptions
{
    /// <summary>The issuers, by a name that logs and audits use.</summary>
    public IDictionary<string, IssuerOptions> Issuers { get; } = new Dictionary<string, IssuerOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How often an issuer's keys are fetched anew; a key that it no longer names ends then.</summary>
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an issuer is not asked again on behalf of a token, so that forged key ids are not passed on to it as load.</summary>
    public TimeSpan KeyPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the last known keys of an issuer that is away are believed.</summary>
    public TimeSpan KeysKept { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The issuer of this service's own token. Empty means the only one that may speak for services.</summary>
    public string ClientIssuer { get; set; } = "";

    /// <summary>This service's own client id; needed by a service that calls others.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The client secret, where it comes from a secret store; otherwise <see cref="ClientSecretFile"/>.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>The file that holds the client secret. Empty sends none, which only the demo issuer accepts.</summary>
    public string ClientSecretFile { get; set; } = "";

    /// <summary>Where tokens are asked for. Empty means where the issuer says.</summary>
    public string TokenEndpoint { get; set; } = "";

    /// <summary>
    /// The subjects of services that may read in a partner's place what they then deliver to it (<see cref="ActingFor"/>), and do nothing else: they see no more than the partner would.
    /// </summary>
    public IList<string> MayActForPartners { get; } = [];

    /// <summary>
    /// The subjects of services that may call in the place of devices that speak to them (<see cref="ActingForDevice"/>), and do nothing else: they are field units,
    /// each the member's that its device is of.
    /// </summary>
    public IList<string> MayActForDevices { get; } = [];

    /// <summary>The issuers that this service's own token may be of: one, in options that are valid and name a client.</summary>
    internal IEnumerable<string> ClientIssuers => Issuers.Where(issuer => issuer.Value.MayGrant(Type.V1.Role.Service)).Select(issuer => issuer.Key)
        .Where(name => ClientIssuer.Length == 0 || name.Equals(ClientIssuer, StringComparison.OrdinalIgnoreCase));
}
