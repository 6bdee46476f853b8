using TaskForce.ServiceDefaults.Release;
using Role = TaskForce.Type.V1.Role;

namespace TaskForce.ServiceDefaults.Tests.Release;

public sealed class RulebookTests
{
    private readonly ReleaseWorld _world = new();

    [Fact]
    public void Sees_RuleForRoles_OnlyThoseRoles()
    {
        _world.Release(terms => terms with { Roles = [Role.Commander, Role.Auditor] }, "Member.call_sign");

        Assert.True(Sees(_world.ViewOf("MA", Role.Commander)));
        Assert.False(Sees(_world.ViewOf("MA")));
        Assert.False(Sees(_world.ViewOf("FR", Role.Commander)));
    }

    [Fact]
    public void Sees_RuleForAPurpose_OnlySessionsThatStateIt()
    {
        _world.Release(terms => terms with { Purposes = ["search and rescue"] }, "Member.call_sign");

        Assert.True(Sees(_world.ViewOf("MA", purpose: "search and rescue")));
        Assert.False(Sees(_world.ViewOf("MA", purpose: "something else")));
        Assert.False(Sees(_world.ViewOf("MA")));
    }

    [Fact]
    public void Sees_RuleWithAValidity_BeginsAndEndsByTimeAloneForAViewThatIsOpen()
    {
        _world.Release(terms => terms with { From = ReleaseWorld.Noon.AddMinutes(1), Until = ReleaseWorld.Noon.AddMinutes(2) }, "Member.call_sign");
        var view = _world.ViewOf("MA");

        var seen = new List<bool>();
        for (var i = 0; i < 3; i++)
        {
            seen.Add(Sees(view));
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal([false, true, false], seen);
    }

    [Fact]
    public void Sees_RuleForJointWork_OnlyRecordsThatWorkWithTheReceiver()
    {
        _world.Release(terms => terms with { JointWorkOnly = true }, "Member.call_sign");
        var view = _world.ViewOf("MA");

        Assert.False(Sees(view));
        _world.JointWork.Set("teams/first", ["members/de-falke-07"], ["DE", "MA"]);
        Assert.True(Sees(view));
        Assert.False(view.Sees("Member.call_sign", "DE", "members/de-other-01"));
        _world.JointWork.Set("teams/first", [], []);
        Assert.False(Sees(view));
    }

    [Fact]
    public void JointWork_TeamHandsOverToAnother_TheLateEndOfTheFirstEndsNothing()
    {
        _world.JointWork.Set("teams/first", ["members/de-falke-07"], ["DE", "MA"]);
        _world.JointWork.Set("teams/second", ["members/de-falke-07"], ["DE", "FR"]);
        _world.JointWork.Set("teams/first", [], []);

        Assert.True(_world.JointWork.Joins("members/de-falke-07", "FR"));
        Assert.False(_world.JointWork.Joins("members/de-falke-07", "MA"));
    }

    [Fact]
    public void Sees_RuleIsWithdrawn_NotAnyMoreForAViewThatIsOpen()
    {
        var rule = _world.Release("Member.call_sign");
        var view = _world.ViewOf("MA");
        var before = Sees(view);

        _world.Book.Set(rule.Withdraw(ReleaseWorld.Person("DE"), "", ReleaseWorld.Noon), 2);
        _world.Book.Set(rule, 1);

        Assert.Equal((true, false), (before, Sees(view)));
    }

    [Fact]
    public void Sees_RuleThatIsOnlyProposed_Nothing()
    {
        _world.Book.Set(ReleaseRule.Propose(new("rule-x"), new("DE", "MA") { Fields = ["Member.call_sign"] }, ReleaseWorld.Person("DE"), ReleaseWorld.Noon), 1);

        Assert.False(Sees(_world.ViewOf("MA")));
    }

    [Fact]
    public void ReachOf_SeveralFields_IsWhereAllAreSeen()
    {
        _world.Release("Member.name");
        _world.Release(terms => terms with { JointWorkOnly = true }, "Member.duty");
        _world.Release(_ => new("FR", "MA") { Fields = ["Member.name", "Member.duty"] });
        _world.JointWork.Set("teams/first", ["members/de-falke-07"], ["DE", "MA"]);

        var reach = _world.ViewOf("MA").ReachOf("Member.name", "Member.duty")!;

        Assert.Equal(("MA", "FR", "DE", "members/de-falke-07"), (reach.Own, Assert.Single(reach.Nations), Assert.Single(reach.JointNations), Assert.Single(reach.Resources)));
        Assert.Null(_world.Book.ViewOf(new("service:tasking", "", [Role.Service], "")).ReachOf("Member.name"));
    }

    private static bool Sees(View view) => view.Of(ReleaseWorld.Falke).CallSign.Length > 0;
}
