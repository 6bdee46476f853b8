using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>Who may call which method, read from the contracts.</summary>
internal sealed class AccessRules
{
    private readonly Dictionary<string, Access> _rules = [];

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
                _rules[$"/{method.Service.FullName}/{method.Name}"] = rule;
            }
        }

        if (open.Count > 0)
        {
            throw new InvalidOperationException($"These methods have no access rule with roles and scope in their contract: {string.Join(", ", open)}.");
        }
    }

    /// <summary>Refuses a caller without one of the method's roles, unless the method is for anyone. Health and reflection, which are not ours, need none.</summary>
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
    }
}
