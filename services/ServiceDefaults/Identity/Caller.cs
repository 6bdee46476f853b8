using System.Security.Claims;
using Grpc.Core;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.Type.V1;

namespace TaskForce;

/// <summary>Who is calling, as their token says.</summary>
/// <param name="Subject">The token's subject: what the log names as the actor.</param>
/// <param name="Nation">ISO 3166-1 alpha-2; empty for a service.</param>
/// <param name="Roles">What the caller is allowed to be.</param>
/// <param name="Member">For a field unit its member, <c>members/{member}</c>; otherwise empty.</param>
public sealed record Caller(string Subject, string Nation, IReadOnlyList<Role> Roles, string Member)
{
    /// <summary>For a device that showed its certificate <c>devices/{device}</c>; otherwise empty, for a field unit too.</summary>
    public string Device { get; init; } = "";

    /// <summary>What the configuration calls the issuer that says so.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>For a partner system which one; otherwise empty.</summary>
    public string Partner { get; init; } = "";

    /// <summary>Why they call, as they state it for their session; empty if they state nothing.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>Tells callers apart: two issuers may give the same subject to two people.</summary>
    public string Key => $"{Subject} of {Issuer}";

    /// <summary>Whether the caller holds the role.</summary>
    public bool Is(Role role) => Roles.Contains(role);

    /// <summary>Refuses a caller who does not belong to the nation that owns a record.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Denied"/>, <c>OTHER_NATION</c>.</exception>
    public void MustBelongTo(string nation, string what)
    {
        if (Nation != nation)
        {
            throw new DomainException(Fault.Denied, "OTHER_NATION", $"{what} belongs to {nation}; {Subject} acts for {(Nation.Length > 0 ? Nation : "no nation")}.");
        }
    }

    /// <summary>The caller that a validated token describes, or null if there was none.</summary>
    public static Caller? From(ClaimsPrincipal user) => user.Identity switch
    {
        CallerIdentity known => known.Caller,
        ClaimsIdentity { IsAuthenticated: true } other => Read(other),
        _ => null,
    };

    internal static Caller Read(ClaimsIdentity identity) => new(
        ValueOf(identity, "sub"), ValueOf(identity, "nation"), [.. identity.FindAll("roles").Select(claim => CallerClaims.ToRole(claim.Value))], ValueOf(identity, "member"))
    {
        Device = ValueOf(identity, "device"),
        Issuer = ValueOf(identity, "issuer"),
        Partner = ValueOf(identity, "partner"),
    };

    private static string ValueOf(ClaimsIdentity identity, string claim) => identity.FindFirst(claim)?.Value ?? "";
}

/// <summary>Where a method finds its caller.</summary>
public static class CallerExtensions
{
    /// <summary>The caller of this call.</summary>
    /// <exception cref="DomainException">
    /// <see cref="Fault.Unauthenticated"/> without a valid token, <see cref="Fault.Unavailable"/> if nobody can tell whether it is valid,
    /// <see cref="Fault.Invalid"/> for a purpose that cannot be kept.
    /// </exception>
    public static Caller GetCaller(this ServerCallContext context)
    {
        var http = context.GetHttpContext();
        return Caller.From(http.User) is { } caller ? caller with { Purpose = Purpose.Of(http.Request) } : throw TokenFault.Of(http);
    }
}
