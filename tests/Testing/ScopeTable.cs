using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using TaskForce.Type.V1;
using Scope = TaskForce.Type.V1.Access.Types.Scope;

namespace TaskForce.Testing;

/// <summary>A method that works on some records only, and what it tells those who have no part in them.</summary>
/// <param name="Method">Its name, or <c>Service.Method</c> where two services have one of that name.</param>
/// <param name="Insider">The profile of somebody whom the same request is not denied.</param>
/// <param name="Request">What is asked; sound, so that nothing but the scope is in the way.</param>
/// <param name="Reasons">The reasons that a stranger may be refused with.</param>
public sealed record ScopeLine(string Method, string Insider, IMessage Request, params string[] Reasons)
{
    /// <summary>For a method that gives everybody their own instead of refusing: whether an answer is that of the stranger, by profile, or nothing.</summary>
    public Func<string, IMessage?, bool>? IsTheirs { get; init; }

    /// <summary>Whether a unit without a member is taken too.</summary>
    public bool TakesAnyone { get; init; }
}

/// <summary>Tries every method of a service whose rule is not for the records of any nation, as strangers of each role.</summary>
/// <param name="package">The contracts' package, such as <c>taskforce.tasking.v1</c>.</param>
/// <param name="door">Where to call, as a profile.</param>
public sealed class ScopeTable(string package, Func<string, CallInvoker> door)
{
    /// <summary>What is wrong, a line each: methods that no line of the table is about, strangers who are let in, insiders who are not. Empty if nothing is.</summary>
    /// <param name="lines">The table, in an order in which insiders can take each step.</param>
    public async Task<string> FaultsAsync(IReadOnlyCollection<ScopeLine> lines)
    {
        var faults = new List<string>();
        foreach (var method in Scoped())
        {
            var line = lines.SingleOrDefault(each => Find(each.Method) == method);
            faults.AddRange(line is null ? [$"{method.FullName} is not in the table."] : await AsStrangersAsync(line, method));
        }

        foreach (var line in lines)
        {
            var answer = await AnyCall.CallAsync(door(line.Insider), Find(line.Method), line.Request.ToByteArray());
            var isDenied = answer.Code is StatusCode.PermissionDenied or StatusCode.NotFound or StatusCode.InvalidArgument or StatusCode.Unauthenticated;
            faults.AddRange(isDenied || line.Reasons.Contains(answer.Reason) ? [$"{line.Method} as {line.Insider}, who takes part: {answer.Code} {answer.Message}"] : []);
        }

        return string.Join('\n', faults);
    }

    private async Task<List<string>> AsStrangersAsync(ScopeLine line, MethodDescriptor method)
    {
        var faults = new List<string>();
        foreach (var stranger in StrangersTo(method).Where(stranger => stranger != line.Insider))
        {
            var answer = await AnyCall.CallAsync(door(stranger), method, line.Request.ToByteArray());
            var isRight = (answer.Code, line.IsTheirs) switch
            {
                _ when stranger.StartsWith("field.", StringComparison.Ordinal) && !line.TakesAnyone => answer is { Code: StatusCode.PermissionDenied, Reason: "MEMBER_REQUIRED" },
                (StatusCode.OK, { } isTheirs) => isTheirs(stranger, answer.First),
                (not StatusCode.OK, _) => line.Reasons.Contains(answer.Reason),
                _ => false,
            };
            faults.AddRange(isRight ? [] : [$"{method.FullName} as {stranger}: {answer.Code} {answer.Reason} {answer.Message}{answer.First}"]);
        }

        return faults;
    }

    // Of a nation that is in nothing; of a nation that is, but another person; and units that do not say who they are.
    private static IEnumerable<string> StrangersTo(MethodDescriptor method)
    {
        var rule = RuleOf(method);
        return rule.Roles.Where(role => IsNarrow(rule.ScopeOf(role))).SelectMany(role => role == Role.Field
            ? ["field:fr-nobody", "field:de-nobody", "field.de", "field.fr"]
            : rule.ScopeOf(role) == Scope.Self ? new[] { $"{Spell(role)}.fr", $"{Spell(role)}.de" } : [$"{Spell(role)}.fr"]);
    }

    private IEnumerable<MethodDescriptor> Scoped() => Contracts.Services.Where(service => service.File.Package == package).SelectMany(service => service.Methods)
        .Where(method => RuleOf(method) is var rule && rule.Roles.Any(role => IsNarrow(rule.ScopeOf(role))));

    private MethodDescriptor Find(string name) => Contracts.Services.Where(service => service.File.Package == package).SelectMany(service => service.Methods)
        .Single(method => method.Name == name || $"{method.Service.Name}.{method.Name}" == name);

    private static Access RuleOf(MethodDescriptor method) => method.GetOptions().GetExtension(AccessExtensions.Access);

    private static bool IsNarrow(Scope scope) => scope is Scope.OwnNation or Scope.TakingPart or Scope.Self;

    private static string Spell(Role role) => role.ToString().ToLowerInvariant();
}
