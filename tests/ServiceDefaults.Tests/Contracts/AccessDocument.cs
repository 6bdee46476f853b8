using System.Globalization;
using System.Text;
using Google.Protobuf.Reflection;
using TaskForce.Type.V1;
using Scope = TaskForce.Type.V1.Access.Types.Scope;

namespace TaskForce.ServiceDefaults.Tests.Contracts;

/// <summary>The access rules of the contracts as a page for people: <c>docs/access.md</c>.</summary>
internal static class AccessDocument
{
    private static readonly Role[] Roles = [Role.Dispatcher, Role.Commander, Role.Field, Role.Partner, Role.Auditor, Role.Service];

    /// <summary>Where the page is.</summary>
    public static string Path
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (!directory!.EnumerateFiles("TaskForce.sln").Any())
            {
                directory = directory.Parent;
            }

            return System.IO.Path.Combine(directory.FullName, "docs", "access.md");
        }
    }

    public static string Write()
    {
        var text = new StringBuilder(
            """
            # Who may call what

            Written from the contracts by `make docs`; a test fails when it is stale, and another tries every cell. What each role is, and how a caller gets one, is in
            [security.md](security.md). A method that a role has no cell for answers it `PERMISSION_DENIED`, `ROLE_REQUIRED`.

            | cell | on whose records |
            | --- | --- |
            | own nation | those of the caller's own nation; of another: `PERMISSION_DENIED`, `OTHER_NATION` |
            | taking part | joint ones in which the caller's nation takes part |
            | any | those of any nation |
            | own | the caller's own: a field unit's member and what is addressed to it, a desk's watch, what is held by or offered to the caller |
            | anyone | whoever has what the request itself proves, such as a code; no identity is asked for |

            What of a record is shown is another matter than whether it may be asked for.

            """);
        foreach (var service in TaskForce.Contracts.Services)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {service.FullName["taskforce.".Length..]}\n\n| method | {string.Join(" | ", Roles.Select(role => role.ToString().ToLowerInvariant()))} |\n");
            text.Append(CultureInfo.InvariantCulture, $"| --- |{string.Concat(Roles.Select(_ => " --- |"))}\n");
            foreach (var method in service.Methods)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {method.Name} |{string.Concat(Roles.Select(role => $" {Cell(method, role)} |"))}\n");
            }
        }

        return text.ToString();
    }

    private static string Cell(MethodDescriptor method, Role role) => Cell(method.GetOptions().GetExtension(AccessExtensions.Access), role);

    private static string Cell(Access rule, Role role) => rule.ScopeOf(role) switch
    {
        _ when rule.Anyone => "anyone",
        Scope.OwnNation => "own nation",
        Scope.TakingPart => "taking part",
        Scope.Any => "any",
        Scope.Self => "own",
        _ => "",
    };
}
