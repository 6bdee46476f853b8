using CsCheck;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Formation.Search;

namespace TaskForce.Roster.Tests.Formation.Search;

public class RepairSearchTests
{
    [Fact]
    public void Run_SomebodyOfTheBestTeamIsLost_RepairsWithTheFewestExchanges()
    {
        var seen = 0;
        Gen.Select(Worlds.PoolsOf(10, 2), Worlds.Requirements, Gen.Int[0, 3], Gen.Int[0, 3]).Sample((pool, requirement, lost, alsoLost) =>
        {
            var own = pool.For(requirement);
            if (Worlds.Solve(pool, requirement).Plan.Teams[0] is not { } team)
            {
                return;
            }

            var parts = team.ToLineup().Parts;
            var gone = new[] { lost, alsoLost }.Select(i => parts[i % parts.Length].Candidate).ToHashSet();
            var left = own with { Members = [.. own.Members.Where(member => !gone.Contains(member))] };
            var roles = new Roles(parts.ToDictionary(part => part.Candidate.Member.Name.ToString(), part => part.Role), team.Assets.Select(asset => asset.Candidate.Asset.Name.ToString()).ToHashSet());

            var repaired = new RepairSearch(new SlotReader(Worlds.LeaderSkill).Read(requirement, left), roles, Worlds.Solver).Run();

            Assert.Equal(Fewest(left, requirement, parts), repaired is null ? null : Joining(repaired.ToLineup().Members, parts));
            seen += repaired is null ? 0 : 1;
        }, iter: 200, threads: 1);

        Assert.True(seen > 3);
    }

    private static int? Fewest(Pool pool, Requirement requirement, IReadOnlyList<Part> before) => BruteForce.Teams(pool, requirement)
        .Where(team => team.Count == before.Count && CanLead(team, before, requirement)).Select(team => (int?)Joining(team, before)).Min();

    private static int Joining(IEnumerable<Candidate> after, IReadOnlyList<Part> before) =>
        after.Count(member => before.All(part => part.Candidate.Member.Name != member.Member.Name));

    // Whoever stays keeps the role, so a lost leader or deputy is followed by somebody who joins.
    private static bool CanLead(List<Candidate> team, IReadOnlyList<Part> before, Requirement requirement)
    {
        var leaders = CanBe(TeamRole.Leader);
        var deputies = CanBe(TeamRole.Deputy);
        return leaders.Any(leader => deputies.Any(deputy => leader.Nation != deputy.Nation));

        List<Candidate> CanBe(TeamRole role)
        {
            var stays = team.Where(member => before.Any(part => part.Role == role && part.Candidate.Member.Name == member.Member.Name)).ToList();
            return stays.Count > 0 ? stays : team.Where(member => before.All(part => part.Candidate.Member.Name != member.Member.Name)
                && member.Member.GradeOf(Worlds.LeaderSkill, requirement.Period) > 0).ToList();
        }
    }
}
