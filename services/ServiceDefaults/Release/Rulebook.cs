using System.Collections.Concurrent;
using System.Collections.Immutable;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>Who looks.</summary>
/// <param name="Nation">Empty for nobody's.</param>
/// <param name="Roles">As bits.</param>
/// <param name="Purpose">As stated; empty if no rule asks for it.</param>
internal readonly record struct Viewer(string Nation, int Roles, string Purpose)
{
    public static int BitsOf(IEnumerable<Role> roles) => roles.Aggregate(0, (bits, role) => bits | (1 << (int)role));
}

/// <summary>What one owner releases to one viewer: fields by their names in rules, and what that makes of each kind of message. Thread safe.</summary>
internal sealed class Grant(ImmutableHashSet<string> data)
{
    public static readonly Grant None = new([]);

    private readonly ConcurrentDictionary<MessagePlan, Decision> _decisions = [];

    public bool Includes(string datum) => data.Contains(datum);

    public Decision For(MessagePlan plan) => _decisions.GetOrAdd(plan, static (of, own) => Decision.Of(of, own.Includes), this);
}

/// <summary>What is released of any record, and of records that work with the viewer's nation: the same object if that makes no difference.</summary>
internal sealed record Grants(Grant Always, Grant InJointWork);

/// <summary>The rules that are in force at a time, immutable. Who looks gets the same answers until <see cref="Until"/>.</summary>
internal sealed class Rulebook
{
    public static readonly Rulebook Empty = new([], DateTimeOffset.MinValue);

    private readonly ConcurrentDictionary<(Viewer Viewer, string Owner), Grants> _grants = [];
    private readonly IReadOnlyList<ReleaseRule> _rules;
    private readonly HashSet<string> _purposes;

    private Rulebook(IReadOnlyList<ReleaseRule> rules, DateTimeOffset until) =>
        (_rules, Until, _purposes) = (rules, until, [.. rules.SelectMany(rule => rule.Terms.Purposes)]);

    /// <summary>When the next rule begins or ends by itself.</summary>
    public DateTimeOffset Until { get; }

    public static Rulebook Of(IEnumerable<ReleaseRule> all, DateTimeOffset now)
    {
        var rules = all.Where(rule => rule.State == RuleState.InForce && rule.Terms.Until > now).ToList();
        var turns = rules.SelectMany(rule => new[] { rule.Terms.From, rule.Terms.Until }).Where(turn => turn > now).DefaultIfEmpty(DateTimeOffset.MaxValue);
        return new([.. rules.Where(rule => rule.Terms.From <= now)], turns.Min());
    }

    public Viewer ViewerOf(Caller caller) => new(caller.Nation, Viewer.BitsOf(caller.Roles), _purposes.Contains(caller.Purpose) ? caller.Purpose : "");

    /// <summary>What an owner releases to a viewer.</summary>
    public Grants For(Viewer viewer, string owner) => _grants.TryGetValue((viewer, owner), out var known) ? known : _grants.GetOrAdd((viewer, owner), Work);

    /// <summary>The nations that release anything to a viewer's.</summary>
    public IEnumerable<string> OwnersFor(Viewer viewer) =>
        _rules.Where(rule => rule.Terms.Receiver == viewer.Nation).Select(rule => rule.Terms.Nation).Distinct();

    private Grants Work((Viewer Viewer, string Owner) question)
    {
        var rules = _rules.Where(rule => rule.Terms.Nation == question.Owner && Reaches(rule.Terms, question.Viewer)).ToList();
        var always = new Grant([.. rules.Where(rule => !rule.Terms.JointWorkOnly).SelectMany(rule => rule.Terms.Fields)]);
        return rules.Exists(rule => rule.Terms.JointWorkOnly)
            ? new(always, new([.. rules.SelectMany(rule => rule.Terms.Fields)]))
            : new(always, always);
    }

    private static bool Reaches(RuleTerms terms, Viewer viewer) => viewer.Nation.Length > 0 && terms.Receiver == viewer.Nation
        && (terms.Roles.IsEmpty || (Viewer.BitsOf(terms.Roles) & viewer.Roles) != 0)
        && (terms.Purposes.IsEmpty || terms.Purposes.Contains(viewer.Purpose));
}
