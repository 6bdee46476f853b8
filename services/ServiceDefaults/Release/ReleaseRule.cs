using System.Collections.Immutable;
using TaskForce.Type.V1;
using static TaskForce.ServiceDefaults.Release.RuleState;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>The life cycle of a rule; the numbers are the contract's.</summary>
internal enum RuleState
{
    Proposed = 1,
    InForce = 2,
    Rejected = 3,
    Withdrawn = 4,
}

/// <summary>What a rule says.</summary>
/// <param name="Nation">Whose records.</param>
/// <param name="Receiver">The nation that sees them.</param>
internal sealed record RuleTerms(string Nation, string Receiver)
{
    /// <summary>What is released, <c>Message.field</c> each.</summary>
    public ImmutableArray<string> Fields { get; init; } = [];

    /// <summary>Callers with one of these; any if empty.</summary>
    public ImmutableArray<Role> Roles { get; init; } = [];

    /// <summary>Sessions that state one of these; any if empty.</summary>
    public ImmutableArray<string> Purposes { get; init; } = [];

    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;

    public DateTimeOffset Until { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Only records that work with the receiver.</summary>
    public bool JointWorkOnly { get; init; }

    public string Justification { get; init; } = "";

    /// <summary>What keeps a caller of the receiving nation from what the rule releases, joint work aside; empty if nothing does.</summary>
    public IEnumerable<string> MissingFor(IReadOnlyList<Role> roles, string purpose, DateTimeOffset now)
    {
        if (!Roles.IsEmpty && !Roles.Any(roles.Contains))
        {
            yield return $"the role {string.Join(" or ", Roles.Select(role => WireName.Of(role)))}";
        }

        if (!Purposes.IsEmpty && !Purposes.Contains(purpose))
        {
            yield return $"a session for {string.Join(" or ", Purposes.Select(text => $"'{text}'"))}";
        }

        if (now < From || now >= Until)
        {
            yield return now < From ? $"a time from {From:u} on" : $"a time before {Until:u}";
        }
    }
}

/// <summary>A person's part in a rule.</summary>
/// <param name="Person">Tells people apart: <see cref="Caller.Key"/>.</param>
internal sealed record RuleStep(RuleState State, DateTimeOffset Time, string Actor, string Person, string Note);

/// <summary>What a nation lets another see. Immutable: each step returns a new rule.</summary>
internal sealed record ReleaseRule(ReleaseRuleName Name, RuleTerms Terms, RuleState State, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    public ImmutableArray<RuleStep> History { get; init; } = [];

    public static ReleaseRule Propose(ReleaseRuleName name, RuleTerms terms, Caller by, DateTimeOffset now) =>
        new(name, terms, Proposed, now, now) { History = [new(Proposed, now, by.Subject, by.Key, "")] };

    /// <summary>A rule that the deployment's configuration brings: those who run it have agreed on it.</summary>
    public static ReleaseRule Configure(ReleaseRuleName name, RuleTerms terms, DateTimeOffset now) =>
        new(name, terms, InForce, now, now) { History = [new(InForce, now, "configuration", "", "")] };

    /// <exception cref="DomainException"><see cref="Fault.Denied"/>, <c>SECOND_PERSON</c>, for whoever proposed it; <see cref="Fault.Rejected"/> if it is over.</exception>
    public ReleaseRule Approve(Caller by, string note, DateTimeOffset now)
    {
        if (History[0].Person == by.Key)
        {
            throw new DomainException(Fault.Denied, "SECOND_PERSON", $"{by.Subject} proposed {Name}; another person of {Terms.Nation} must approve it.");
        }

        return Terms.Until > now
            ? MoveTo(InForce, by, note, now)
            : throw new DomainException(Fault.Rejected, "RELEASE_RULE_OVER", $"{Name} was to end at {Terms.Until:u}; propose another.");
    }

    public ReleaseRule Reject(Caller by, string note, DateTimeOffset now) => MoveTo(Rejected, by, note, now);

    public ReleaseRule Withdraw(Caller by, string note, DateTimeOffset now) => MoveTo(Withdrawn, by, note, now);

    private ReleaseRule MoveTo(RuleState next, Caller by, string note, DateTimeOffset now) => CanMove(State, next)
        ? this with { State = next, UpdateTime = now, History = History.Add(new(next, now, by.Subject, by.Key, note)) }
        : throw new DomainException(Fault.Rejected, "RELEASE_RULE_STATE", $"{Name} is {Wire(State)}; it cannot become {Wire(next)}.");

    private static string Wire(RuleState state) => WireName.Of((Type.V1.ReleaseRule.Types.State)state);

    // The whole life cycle. A pair that is not here is not allowed.
    private static bool CanMove(RuleState from, RuleState to) => (from, to) switch
    {
        (Proposed, InForce or Rejected or Withdrawn) => true,
        (InForce, Withdrawn) => true,
        _ => false,
    };
}

/// <summary>The resource name of a rule, <c>releaseRules/{release_rule}</c>.</summary>
internal readonly record struct ReleaseRuleName(string Id) : IResourceName<ReleaseRuleName>
{
    public static string Collection => "releaseRules";

    public static ReleaseRuleName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}
