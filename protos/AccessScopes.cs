namespace TaskForce.Type.V1;

public sealed partial class Access
{
    /// <summary>Whether the rule says who and on whose records, for every role that it names; or, alone, that anyone may.</summary>
    public bool IsWhole => Anyone ? Roles.Count == 0 && Scope == Types.Scope.Unspecified && RoleScopes.Count == 0 : Roles.Count > 0 && Roles.All(role => ScopeOf(role) != Types.Scope.Unspecified) && RoleScopes.All(special => Roles.Contains(special.Role));

    /// <summary>On whose records a role may use the method; unspecified if it may not.</summary>
    public Types.Scope ScopeOf(Role role) => role switch
    {
        _ when !Roles.Contains(role) || Scope == Types.Scope.Unspecified => Types.Scope.Unspecified,
        Role.Service => Types.Scope.Any,
        _ => RoleScopes.FirstOrDefault(special => special.Role == role)?.Scope ?? Scope,
    };
}
