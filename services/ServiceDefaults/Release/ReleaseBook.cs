namespace TaskForce.ServiceDefaults.Release;

/// <summary>
/// The rules of every nation, in memory, and what is in force now. A change makes a new rulebook, so that whoever looks never waits; a rule that ends by
/// time ends without anybody's doing. Without rules nothing is released. Thread safe.
/// </summary>
internal sealed class ReleaseBook(ReleaseContract contract, JointWork jointWork, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Version, ReleaseRule Value)> _all = [];
    private volatile Rulebook _rules = Rulebook.Empty;

    public ReleaseContract Contract => contract;

    public JointWork JointWork => jointWork;

    /// <summary>What is in force now.</summary>
    public Rulebook Current => _rules is var rules && clock.GetUtcNow() < rules.Until ? rules : Rebuild();

    /// <summary>What a caller may see.</summary>
    public View ViewOf(Caller caller) => new(this, caller);

    /// <summary>Takes in a rule as it is on disk; what is known of a later version stays.</summary>
    public void Set(ReleaseRule rule, long version)
    {
        lock (_gate)
        {
            if (version > _all.GetValueOrDefault(rule.Name.ToString()).Version)
            {
                _all[rule.Name.ToString()] = (version, rule);
            }
        }

        Rebuild();
    }

    /// <summary>Takes in all rules as another service has them now, in place of whatever was known.</summary>
    public void Replace(IEnumerable<(ReleaseRule Rule, long Version)> rules)
    {
        lock (_gate)
        {
            _all.Clear();
            foreach (var (rule, version) in rules)
            {
                _all[rule.Name.ToString()] = (version, rule);
            }
        }

        Rebuild();
    }

    /// <summary>All rules from one nation to another.</summary>
    public IReadOnlyList<ReleaseRule> Between(string nation, string receiver)
    {
        lock (_gate)
        {
            return [.. _all.Values.Select(each => each.Value).Where(rule => rule.Terms.Nation == nation && rule.Terms.Receiver == receiver)];
        }
    }

    private Rulebook Rebuild()
    {
        lock (_gate)
        {
            return _rules = Rulebook.Of(_all.Values.Select(each => each.Value), clock.GetUtcNow());
        }
    }
}
