using System.Security.Claims;
using Grpc.Core;
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
    public static Caller? From(ClaimsPrincipal user) => user.Identity is { IsAuthenticated: true }
        ? new(
            user.FindFirstValue("sub") ?? "",
            user.FindFirstValue("nation") ?? "",
            [.. user.FindAll("roles").Select(claim => ToRole(claim.Value)).Where(role => role != Role.Unspecified)],
            user.FindFirstValue("member") ?? "")
        {
            Device = user.FindFirstValue("device") ?? "",
        }
        : null;

    private static Role ToRole(string claim) => claim switch
    {
        "dispatcher" => Role.Dispatcher,
        "commander" => Role.Commander,
        "field" => Role.Field,
        "partner" => Role.Partner,
        "auditor" => Role.Auditor,
        "service" => Role.Service,
        _ => Role.Unspecified,
    };
}

/// <summary>Where a method finds its caller.</summary>
public static class CallerExtensions
{
    /// <summary>The caller of this call.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unauthenticated"/> without a valid token.</exception>
    public static Caller GetCaller(this ServerCallContext context) =>
        Caller.From(context.GetHttpContext().User)
            ?? throw new DomainException(Fault.Unauthenticated, "TOKEN_REQUIRED", "This call needs a valid bearer token.");
}
