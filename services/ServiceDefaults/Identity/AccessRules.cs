using Grpc.Core;
using TaskForce.ServiceDefaults.Faults;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>Who may call which method, read from the contracts.</summary>
internal sealed class AccessRules
{
    // Not ours, and so without a rule: each has its own.
    private static readonly string[] Others = ["/grpc.health.v1.Health/", "/grpc.reflection.v1.", "/grpc.reflection.v1alpha.", "/dapr.proto.runtime.v1.AppCallback/"];

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
    /// it may have only its own. Health and reflection, which are not ours, need none. Routing takes a name in any spelling, and whatever has no rule by its
    /// own is refused: what nobody has thought about is nobody's.
    /// </summary>
    /// <param name="method">The path that was called, as it was spelled.</param>
    /// <param name="caller">Who calls.</param>
    public void Check(string method, Func<Caller> caller)
    {
        if (!_rules.TryGetValue(method, out var rule))
        {
            if (!Others.Any(other => method.StartsWith(other, StringComparison.Ordinal)))
            {
                throw FaultInterceptor.UnknownMethod(method).ToRpcException();
            }

            return;
        }

        if (rule.Anyone)
        {
            return;
        }

        var who = caller();
        if (!rule.Roles.Any(who.Is))
        {
            throw new DomainException(Fault.Denied, "ROLE_REQUIRED",
                $"{method[1..]} needs the role {string.Join(" or ", rule.Roles)}; {who.Subject} is {(who.Roles.Count > 0 ? string.Join(", ", who.Roles) : "none")}.");
        }

        if (who.Member.Length == 0 && _ofOneMember.Contains(method) && rule.Roles.Where(who.Is).All(role => role == Role.Field))
        {
            throw new DomainException(Fault.Denied, "MEMBER_REQUIRED", $"The token does not say which member this field unit is; {method[1..]} is for its own records.");
        }
    }
}
