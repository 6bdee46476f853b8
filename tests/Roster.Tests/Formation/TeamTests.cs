using TaskForce.Roster.Formation;
using static TaskForce.Roster.Formation.TeamState;

namespace TaskForce.Roster.Tests.Formation;

public class TeamTests
{
    private static readonly DateTimeOffset Now = RosterApp.Start;

    [Fact]
    public void Confirm_WithinTheLease_KeepsTheTeam() => Assert.Equal((Confirmed, null), Ends(Reserved1.Confirm(Now.AddMinutes(29))));

    [Fact]
    public void Confirm_AtTheEndOfTheLease_IsRefused() =>
        Assert.Equal("LEASE_ENDED", Assert.Throws<DomainException>(() => Reserved1.Confirm(Now.AddMinutes(30))).Reason);

    [Fact]
    public void Confirm_Twice_ChangesNothing()
    {
        var confirmed = Reserved1.Confirm(Now);

        Assert.Same(confirmed, confirmed.Confirm(Now.AddDays(1)));
    }

    [Theory]
    [InlineData(Released)]
    [InlineData(Expired)]
    internal void Release_OfATeamThatHasEnded_ChangesNothing(TeamState state)
    {
        var ended = Reserved1 with { State = state };

        Assert.Same(ended, ended.Release(Now));
        Assert.Throws<DomainException>(() => ended.Confirm(Now));
        Assert.Throws<DomainException>(ended.MustBeLive);
    }

    [Fact]
    public void Expire_OfAConfirmedTeam_IsRefused() => Assert.Throws<DomainException>(() => Reserved1.Confirm(Now).Expire(Now.AddHours(1)));

    private static Team Reserved1 => Team.Reserve(new("tiger"), "missions/first", new(), TimeSpan.FromMinutes(30), Now);

    private static (TeamState, DateTimeOffset?) Ends(Team team) => (team.State, team.LeaseExpireTime);
}
