using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>Whom an issuer may speak for.</summary>
public enum IssuerKind
{
    /// <summary>The people, field units and partner systems of one nation.</summary>
    National,

    /// <summary>TaskForce's own services, which belong to no nation.</summary>
    Services,

    /// <summary>Partner systems, of one nation or of none.</summary>
    Partners,

    /// <summary>Devices of any nation that showed their certificates: the gateway. Its tokens' subjects are <c>devices/{device}</c>.</summary>
    Devices,

    /// <summary>Anybody of any nation. Only in Development.</summary>
    Demo,
}

/// <summary>An OpenID Connect issuer. Section <c>Identity:Issuers:{name}</c>.</summary>
public sealed class IssuerOptions
{
    private static readonly string[] Usual = ["ES256", "ES384", "RS256", "PS256"];

    /// <summary>Where its discovery document is, without <c>/.well-known/openid-configuration</c>. Outside Development it must be HTTPS.</summary>
    public string Authority { get; set; } = "";

    /// <summary>What its tokens and its discovery document say in <c>iss</c> and <c>issuer</c>. Empty means the authority.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>Whom it may speak for. What else its tokens claim is not believed.</summary>
    public IssuerKind Kind { get; set; } = IssuerKind.National;

    /// <summary>The nation it speaks for, ISO 3166-1 alpha-2. Empty for services and for partners of no nation.</summary>
    public string Nation { get; set; } = "";

    /// <summary>
    /// What the ids of the members begin with that a national issuer may say a field unit is. Empty means the nation in lower case and a
    /// hyphen, <c>de-</c>: no nation makes devices of another's members.
    /// </summary>
    public string MemberPrefix { get; set; } = "";

    /// <summary>The audience that a token must be for.</summary>
    public string Audience { get; set; } = "taskforce";

    /// <summary>The algorithms a token may be signed with, so that no token chooses its own check. Empty means the usual ones.</summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>Which claims of its tokens say what.</summary>
    public ClaimOptions Claims { get; set; } = new();

    /// <summary>What its values of the roles' claim mean: the value, then our role. Empty means that it uses our names.</summary>
    public IDictionary<string, string> Roles { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    internal string Name => Issuer.Length > 0 ? Issuer : Authority;

    internal string RequiredMemberPrefix => Kind != IssuerKind.National ? "" : MemberPrefix.Length > 0 ? MemberPrefix : $"{Nation.ToLowerInvariant()}-";

    internal IList<string> PinnedAlgorithms => Algorithms.Count > 0 ? Algorithms : Usual;

    /// <summary>Whether it may make somebody this.</summary>
    internal bool MayGrant(Role role) => Kind switch
    {
        IssuerKind.National => role is not (Role.Unspecified or Role.Service),
        IssuerKind.Services => role == Role.Service,
        IssuerKind.Partners => role == Role.Partner,
        IssuerKind.Devices => role == Role.Field,
        _ => role != Role.Unspecified,
    };
}

/// <summary>
/// The names of claims. One within another is written with dots, <c>realm_access.roles</c>; a claim whose own name has dots is found first.
/// </summary>
public sealed class ClaimOptions
{
    /// <summary>Who it is; unique at the issuer and never given to anybody else.</summary>
    public string Subject { get; set; } = "sub";

    /// <summary>An array, or a text with spaces between the values.</summary>
    public string Roles { get; set; } = "roles";

    /// <summary>ISO 3166-1 alpha-2; a token may leave it out, and must not contradict its issuer.</summary>
    public string Nation { get; set; } = "nation";

    /// <summary>A field unit's member, <c>members/{member}</c> or the id alone.</summary>
    public string Member { get; set; } = "member";

    /// <summary>A partner system; its subject if there is no such claim.</summary>
    public string Partner { get; set; } = "partner";

    internal IEnumerable<(string Claim, string Name)> All =>
        [(nameof(Subject), Subject), (nameof(Roles), Roles), (nameof(Nation), Nation), (nameof(Member), Member), (nameof(Partner), Partner)];
}
