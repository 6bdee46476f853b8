using Microsoft.Extensions.Options;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>Rules that a deployment begins with, by their ids. Each is entered once, in force; from then on the nation withdraws it as any other. Section <c>Release</c>.</summary>
public sealed class ReleaseOptions
{
    /// <summary>The rules.</summary>
    public Dictionary<string, ReleaseRuleOptions> Rules { get; } = [];
}

/// <summary>A rule in the configuration; the contract's <c>ReleaseRule</c> says what each means.</summary>
public sealed class ReleaseRuleOptions
{
    /// <summary>Whose records.</summary>
    public string Nation { get; set; } = "";

    /// <summary>What is released.</summary>
    public List<string> Fields { get; } = [];

    /// <summary>The nation that sees them.</summary>
    public string ReceiverNation { get; set; } = "";

    /// <summary>Who of that nation; every role if empty.</summary>
    public List<Role> ReceiverRoles { get; } = [];

    /// <summary>What for; anything if empty.</summary>
    public List<string> Purposes { get; } = [];

    /// <summary>Only records that work with the receiver.</summary>
    public bool JointWorkOnly { get; set; }

    /// <summary>Why.</summary>
    public string Justification { get; set; } = "";

    internal Type.V1.ReleaseRule ToProto() => new()
    {
        Nation = Nation,
        Fields = { Fields },
        ReceiverNation = ReceiverNation,
        ReceiverRoles = { ReceiverRoles },
        Purposes = { Purposes },
        JointWorkOnly = JointWorkOnly,
        Justification = Justification,
    };
}

/// <summary>Finds everything that is wrong with configured rules.</summary>
internal sealed class ReleaseOptionsValidator(ReleaseContract contract) : IValidateOptions<ReleaseOptions>
{
    public ValidateOptionsResult Validate(string? name, ReleaseOptions options)
    {
        var faults = options.Rules.SelectMany(rule => FaultsOf(rule.Key, rule.Value)).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> FaultsOf(string id, ReleaseRuleOptions rule)
    {
        if (ResourceName.TryParse<ReleaseRuleName>($"{ReleaseRuleName.Collection}/{id}") is null)
        {
            yield return $"Release:Rules:{id} must be 4 to 63 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen.";
        }

        foreach (var violation in ViolationsOf(rule))
        {
            yield return $"Release:Rules:{id}: {violation.Field} {violation.Description}.";
        }
    }

    private IReadOnlyList<Violation> ViolationsOf(ReleaseRuleOptions rule)
    {
        try
        {
            rule.ToProto().ToTerms(contract, DateTimeOffset.MinValue);
            return [];
        }
        catch (DomainException invalid)
        {
            return invalid.Violations;
        }
    }
}
