using TaskForce.Type.V1;
using Records = TaskForce.Type.V1.Audit.Types.Records;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>What the audit log keeps of which method, read from the contracts.</summary>
internal sealed class AuditRules
{
    private readonly Dictionary<string, AuditRule> _rules = [];

    /// <exception cref="InvalidOperationException">A method has no rule; it names every such method.</exception>
    public AuditRules()
    {
        var open = new List<string>();
        foreach (var method in Contracts.Services.SelectMany(service => service.Methods))
        {
            var option = method.GetOptions()?.GetExtension(AuditExtensions.Audit);
            if (option is null || option.Records == Records.Unspecified)
            {
                open.Add(method.FullName);
            }
            else if (option.Records != Records.None)
            {
                _rules[$"/{method.Service.FullName}/{method.Name}"] = new(method.FullName, option.Records, option.MayLag);
            }
        }

        if (open.Count > 0)
        {
            throw new InvalidOperationException($"These methods do not say in their contract what the audit log keeps of them: {string.Join(", ", open)}.");
        }
    }

    /// <summary>The rule of a method that touches personal data; null for any other.</summary>
    /// <param name="method">As gRPC has it: <c>/package.Service/Method</c>.</param>
    public AuditRule? Find(string method) => _rules.GetValueOrDefault(method);
}

/// <summary>What the audit log keeps of a method.</summary>
/// <param name="Method">The full name, as entries have it.</param>
/// <param name="Records">What it does to personal data.</param>
/// <param name="MayLag">Whether an answer may leave a moment before its entry is on disk.</param>
internal sealed record AuditRule(string Method, Records Records, bool MayLag);
