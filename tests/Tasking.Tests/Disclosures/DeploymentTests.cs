using CsCheck;
using TaskForce.Tasking.Disclosures;

namespace TaskForce.Tasking.Tests.Disclosures;

public sealed class DeploymentTests
{
    private static readonly DateTimeOffset Start = new(2026, 10, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Change_AnyTeams_TellOfEachMomentWhoWasInTheTeam() =>
        Gen.Bool.Array[5].Array[1, 8].Sample(teams =>
        {
            var deployment = new Deployment(Start, [], []);
            for (var i = 0; i < teams.Length; i++)
            {
                deployment = deployment.Change(TeamOf(teams[i]), ["DE", "MA"], Start.AddMinutes(i));
            }

            deployment = deployment.Close(Start.AddMinutes(teams.Length));
            for (var i = 0; i < teams.Length; i++)
            {
                var then = Start.AddMinutes(i).AddSeconds(30);
                var told = deployment.Assignments.Where(each => each.Begin <= then && then < each.End).Select(each => each.Subject);
                Assert.Equal(TeamOf(teams[i]).Select(each => each.Subject), told.Order(StringComparer.Ordinal));
            }

            Assert.Equal(Start.AddMinutes(teams.Length), deployment.End);
        });

    [Fact]
    public void IdFor_SameMissionAndDispatch_IsTheSameAndOthersAreNot()
    {
        var deployment = new Deployment(Start, [], []);

        Assert.Equal(deployment.IdFor("missions/harbour"), deployment.Change([], ["DE"], Start.AddHours(1)).IdFor("missions/harbour"));
        Assert.NotEqual(deployment.IdFor("missions/harbour"), deployment.IdFor("missions/quay"));
        Assert.NotEqual(deployment.IdFor("missions/harbour"), new Deployment(Start.AddTicks(1), [], []).IdFor("missions/harbour"));
        Assert.Matches("^[a-z][a-z0-9-]{2,61}[a-z0-9]$", deployment.IdFor("missions/harbour"));
    }

    private static (string Subject, string Nation)[] TeamOf(bool[] isIn) =>
        [.. isIn.Index().Where(each => each.Item).Select(each => ($"members/m{each.Index}", each.Index % 2 == 0 ? "DE" : "MA"))];
}
