using System.Security.Claims;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>What a token says of its caller, for as many requests as show it: nobody adds a claim once it was asked who that is.</summary>
internal sealed class CallerIdentity(IEnumerable<Claim> claims) : ClaimsIdentity(claims, "Bearer", "sub", "roles")
{
    private Caller? _caller;

    /// <summary>The caller, read once.</summary>
    public Caller Caller => _caller ??= Caller.Read(this);
}
