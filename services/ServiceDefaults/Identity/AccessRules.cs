using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>Who may call which method, read from the contracts.</summary>
internal sealed class AccessRules
{
    private readonly Dictionary<string, IReadOnlyList<Role>> _roles = [];

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
                _roles[$"/{method.Service.FullName}/{method.Name}"] = rule.Roles;
            }
        }

        if (open.Count > 0)
        {
            throw new InvalidOperationException($"These methods have no access rule with roles and scope in their contract: {string.Join(", ", open)}.");
        }
    }

    /// <summary>Refuses a caller without one of the method's roles. Health and reflection, which are not ours, need none.</summary>
    public void Check(string method, Func<Caller> caller)
    {
        if (!method.StartsWith("/taskforce.", StringComparison.Ordinal))
        {
            return;
        }

        var who = caller();
        if (!_roles.TryGetValue(method, out var roles) || !roles.Any(who.Is))
        {
            throw new DomainException(Fault.Denied, "ROLE_REQUIRED",
                $"{method[1..]} needs the role {string.Join(" or ", roles ?? [])}; {who.Subject} is {(who.Roles.Count > 0 ? string.Join(", ", who.Roles) : "none")}.");
        }
    }
}
