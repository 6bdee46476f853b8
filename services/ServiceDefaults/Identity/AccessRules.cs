using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>Who may call which method, read from the contracts.</summary>
internal sealed class AccessRules
{
    private readonly Dictionary<string, Access> _rules = [];

    // What is for a field unit's own records, and so for nobody who does not say which unit it is.
    private readonly HashSet<string> _ofOneMember = [];

    /// <exception cref="InvalidOperationException">A method has no rule, or one that leaves roles or scope open; it names every such method.</exception>
    public AccessRules()
    {
        var open = new List<string>();
        foreach (var method in Contracts.Services.SelectMany(service => service.Methods))
        {
            var rule = method.GetOptions()?.GetExtension(AccessExtensions.Access);
            if (rule is null || !rule.IsWhole)
            {
                open.Add(method.FullName);
            }
            else
            {
                var name = $"/{method.Service.FullName}/{method.Name}";
                _rules[name] = rule;
                // A call for help is taken from whoever makes it.
                if (rule.ScopeOf(Role.Field) == Access.Types.Scope.Self && method.InputType.GetOptions()?.GetExtension(LimitExtensions.TakenAsItIs) is not true)
                {
                    _ofOneMember.Add(name);
                }
            }
        }

        if (open.Count > 0)
        {
            throw new InvalidOperationException($"These methods have no access rule with roles and scope in their contract: {string.Join(", ", open)}.");
        }
    }

    /// <summary>
    /// Refuses a caller without one of the method's roles, unless the method is for anyone, and a field unit that does not say which member it is where
    /// it may have only its own. Health and reflection, which are not ours, need none.
    /// </summary>
    public void Check(string method, Func<Caller> caller)
    {
        var rule = _rules.GetValueOrDefault(method);
        if (!method.StartsWith("/taskforce.", StringComparison.Ordinal) || rule is { Anyone: true })
        {
            return;
        }

        var who = caller();
        if (rule is null || !rule.Roles.Any(who.Is))
        {
            throw new DomainException(Fault.Denied, "ROLE_REQUIRED",
                $"{method[1..]} needs the role {string.Join(" or ", rule?.Roles ?? [])}; {who.Subject} is {(who.Roles.Count > 0 ? string.Join(", ", who.Roles) : "none")}.");
        }

        if (who.Member.Length == 0 && _ofOneMember.Contains(method) && rule.Roles.Where(who.Is).All(role => role == Role.Field))
        {
            throw new DomainException(Fault.Denied, "MEMBER_REQUIRED", $"The token does not say which member this field unit is; {method[1..]} is for its own records.");
        }
    }
}
