using TaskForce.ServiceDefaults.Release;
using static TaskForce.ServiceDefaults.Release.RuleState;

namespace TaskForce.ServiceDefaults.Tests.Release;

public sealed class ReleaseRuleTests
{
    private static readonly Caller Proposer = ReleaseWorld.Person("DE");
    private static readonly Caller Second = ReleaseWorld.Person("DE", Type.V1.Role.Commander);

    private static ReleaseRule Fresh => ReleaseRule.Propose(new("rule-1"), new("DE", "MA"), Proposer, ReleaseWorld.Noon);

    [Fact]
    public void Approve_ByWhoeverProposedIt_IsDenied()
    {
        var refusal = Assert.Throws<DomainException>(() => Fresh.Approve(Proposer, "", ReleaseWorld.Noon));

        Assert.Equal((Fault.Denied, "SECOND_PERSON"), (refusal.Fault, refusal.Reason));
    }

    [Fact]
    public void Approve_SameSubjectOfAnotherIssuer_IsAnotherPerson() =>
        Assert.Equal(InForce, Fresh.Approve(Proposer with { Issuer = "elsewhere" }, "", ReleaseWorld.Noon).State);

    [Fact]
    public void Approve_ItsTimeIsOver_IsRefused()
    {
        var rule = ReleaseRule.Propose(new("rule-1"), new("DE", "MA") { Until = ReleaseWorld.Noon }, Proposer, ReleaseWorld.Noon.AddHours(-1));

        Assert.Equal("RELEASE_RULE_OVER", Assert.Throws<DomainException>(() => rule.Approve(Second, "", ReleaseWorld.Noon)).Reason);
    }

    [Fact]
    public void Steps_EveryPair_IsAsTheTableSays()
    {
        Dictionary<RuleState, Func<ReleaseRule, ReleaseRule>> steps = new()
        {
            [InForce] = rule => rule.Approve(Second, "", ReleaseWorld.Noon),
            [Rejected] = rule => rule.Reject(Second, "", ReleaseWorld.Noon),
            [Withdrawn] = rule => rule.Withdraw(Second, "", ReleaseWorld.Noon),
        };
        var allowed = (from state in System.Enum.GetValues<RuleState>() from step in steps where Try(Fresh with { State = state }, step.Value) select (state, step.Key)).ToList();

        Assert.Equal([(Proposed, InForce), (Proposed, Rejected), (Proposed, Withdrawn), (InForce, Withdrawn)], allowed);

        static bool Try(ReleaseRule rule, Func<ReleaseRule, ReleaseRule> step)
        {
            try
            {
                return step(rule).History.Length == 2;
            }
            catch (DomainException refusal) when (refusal.Reason == "RELEASE_RULE_STATE")
            {
                return false;
            }
        }
    }
}
