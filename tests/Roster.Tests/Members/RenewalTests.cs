using System.Collections.Immutable;
using TaskForce.Roster.Members;
using static TaskForce.Roster.Tests.RosterApp;

namespace TaskForce.Roster.Tests.Members;

public class RenewalTests
{
    [Theory]
    [InlineData(2, 100, false, true)]
    [InlineData(3, 100, false, true)]
    [InlineData(3, 365, false, true)]
    [InlineData(2, 900, true, true)]
    [InlineData(4, 100, true, true)]
    [InlineData(4, 365, true, false)]
    [InlineData(3, 900, true, false)]
    [InlineData(4, 900, true, false)]
    public void Renew_Grade3For365Days_KeepsWhatIsBetterOrHoldsLonger(int grade, int days, bool keepsOld, bool addsNew)
    {
        var (old, issued) = (Held(grade, -10, days), Held(3, 0, 365));

        var held = ImmutableArray.Create(old).Renew(issued);

        Assert.Equal((keepsOld, addsNew), (held.Any(known => ReferenceEquals(known, old)), held.Any(known => ReferenceEquals(known, issued))));
    }

    [Fact]
    public void Renew_BetterOneThatHoldsLongerButBeginsLater_AddsTheNew() =>
        Assert.Equal(2, ImmutableArray.Create(Held(4, 10, 900)).Renew(Held(3, 0, 365)).Length);

    [Fact]
    public void Renew_AnotherSkill_IsLeftAlone() =>
        Assert.Equal(2, ImmutableArray.Create(Held(1, -10, 5) with { Skill = "liaison" }).Renew(Held(3, 0, 365)).Length);

    [Theory]
    [InlineData(3, 0, 900, true)]
    [InlineData(4, 30, 900, true)]
    [InlineData(2, 0, 900, false)]
    [InlineData(3, 31, 900, false)]
    [InlineData(3, 0, 20, false)]
    public void IsRenewed_LapsesIn30Days_ByOneAtLeastAsGoodWithoutAGap(int grade, int from, int until, bool renewed)
    {
        var lapsing = Held(3, -10, 30);

        Assert.Equal(renewed, lapsing.IsRenewed([lapsing, Held(grade, from, until)], Start));
    }

    [Fact]
    public void IsRenewed_LapsedWithAGap_ByOneThatHoldsNow() =>
        Assert.True(Held(3, -100, -50).IsRenewed([Held(3, -10, 300)], Start));

    private static Qualification Held(int grade, int from, int until) => new("maritime-search", grade, new(Start.AddDays(from), Start.AddDays(until)));
}
