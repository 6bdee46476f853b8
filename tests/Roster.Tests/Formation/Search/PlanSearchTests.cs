using CsCheck;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Formation.Search;

namespace TaskForce.Roster.Tests.Formation.Search;

/// <summary>Laws of the search, against rules and a search by brute force that share nothing with it.</summary>
public class PlanSearchTests
{
    [Fact]
    public void Run_OneSlotAndAnySmallPool_FindsTheOptimumThatBruteForceFinds()
    {
        var solvable = 0;
        Gen.Select(Worlds.SmallPools, Worlds.Requirements).Sample((pool, requirement) =>
        {
            var found = Worlds.Solve(pool, requirement);
            Interlocked.Add(ref solvable, 1 - found.Plan.Unserved);

            Assert.Equal(BruteForce.Best(pool.For(requirement), requirement), Worlds.Cost(found.Plan.Teams[0]));
            Assert.Equal(0, found.Gap);
        }, iter: 400);

        Assert.True(solvable > 20);
    }

    [Fact]
    public void Run_TwoSlots_SharesPeopleAsBruteForceDoes() =>
        Gen.Select(Worlds.PoolsOf(8, 2), Worlds.Requirements, Worlds.Requirements).Sample((pool, one, other) =>
        {
            (one, other) = (one with { BaseReserve = 0, Assets = [], SeatsForAll = false }, other with { BaseReserve = 0, Assets = [], SeatsForAll = false });

            var found = Worlds.Solve(pool, one, other).Plan;

            Assert.Equal(BruteForceOf(pool, one, other), (found.Unserved, found.Arrival, found.Travel));
        }, iter: 120);

    [Fact]
    public void Run_AnyPool_PlansOnlyValidTeamsAndNobodyTwice() =>
        Gen.Select(Worlds.PoolsOf(40, 8), Worlds.Requirements, Worlds.Requirements, Worlds.Requirements).Sample((pool, one, two, three) =>
        {
            Requirement[] requirements = [one, two, three];

            var teams = Worlds.Solve(pool, requirements).Plan.Teams;

            var lineups = teams.Select((team, i) => (Team: team?.ToLineup(), Requirement: requirements[i])).Where(served => served.Team is not null).ToList();
            Assert.All(lineups, served => Assert.Empty(TeamRules.Faults(served.Team!, served.Requirement, Worlds.LeaderSkill)));
            Assert.All(lineups, served => Assert.All(served.Team!.Assets, asset => Assert.NotEmpty(
                TeamRules.Faults(served.Team with { Assets = served.Team.Assets.Remove(asset) }, served.Requirement, Worlds.LeaderSkill))));
            var people = lineups.SelectMany(served => served.Team!.Members).Select(member => member.Member.Name).ToList();
            var things = lineups.SelectMany(served => served.Team!.Assets).Select(asset => asset.Asset.Name).ToList();
            Assert.Equal((people.Distinct().Count(), things.Distinct().Count()), (people.Count, things.Count));
            Assert.All(requirements.Where(requirement => requirement.BaseReserve > 0), requirement => Assert.All(
                lineups.SelectMany(served => served.Team!.Members).Where(member => requirement.Nations.Contains(member.Nation)).GroupBy(Slot.BaseOf),
                home => Assert.True(pool.Members.Count(member => Slot.BaseOf(member) == home.Key) - home.Count() >= requirement.BaseReserve)));
        }, iter: 60);

    [Fact]
    public void Run_SameQuestionTwice_GivesTheSamePlan() =>
        Gen.Select(Worlds.PoolsOf(40, 6), Worlds.Requirements, Worlds.Requirements).Sample((pool, one, other) =>
            Assert.Equal(Names(Worlds.Solve(pool, one, other)), Names(Worlds.Solve(pool, one, other))), iter: 20);

    [Fact]
    public void Run_OneMorePerson_NeverMakesThePlanWorse() =>
        Gen.Select(Worlds.PoolsOf(14, 3), Worlds.People, Worlds.Requirements, Worlds.Requirements).Sample((pool, more, one, other) =>
        {
            var before = Worlds.Solve(pool, one, other).Plan;
            var after = Worlds.Solve(pool with { Members = pool.Members.Add(more) }, one, other).Plan;

            Assert.True(after.CompareTo(before) <= 0);
        }, iter: 60);

    [Fact]
    public void Run_RelaxedRequirement_NeverMakesThePlanWorse() =>
        Gen.Select(Worlds.PoolsOf(12, 3), Worlds.Requirements, Gen.Int[0, 5]).Sample((pool, requirement, which) =>
        {
            var before = Worlds.Solve(pool, requirement).Plan;
            var after = Worlds.Solve(pool, which switch
            {
                0 => requirement with { Skills = [] },
                1 => requirement with { Languages = [], Interpreter = new("interpreter", 1, 1) },
                2 => requirement with { Assets = [] },
                3 => requirement with { SeatsForAll = false },
                4 => requirement with { BaseReserve = 0 },
                _ => requirement with { MaxMembers = requirement.MaxMembers + 1 },
            }).Plan;

            Assert.True(after.CompareTo(before) <= 0);
        }, iter: 150);

    [Fact]
    public void Find_FirstPlan_IsValidAndReportedBeforeTheRest() =>
        Gen.Select(Worlds.PoolsOf(40, 8), Worlds.Requirements, Worlds.Requirements).Sample((pool, one, other) =>
        {
            var reader = new SlotReader(Worlds.LeaderSkill);
            var first = new FirstPlan([reader.Read(one, pool.For(one)), reader.Read(other, pool.For(other))]).Find();

            Assert.All(first.Teams.Zip([one, other]), served =>
                Assert.Empty(served.First is null ? [] : TeamRules.Faults(served.First.ToLineup(), served.Second, Worlds.LeaderSkill)));
        }, iter: 200);

    [Fact]
    public void Run_NobodyWaitsAnyMore_EndsWithTheFirstPlanUnproved()
    {
        using var gone = new CancellationTokenSource();
        gone.Cancel();
        var solver = new PlanSolver(TimeProvider.System, DateTimeOffset.MaxValue, 1, gone.Token);
        Worlds.PoolsOf(40, 6).Sample(pool =>
        {
            var requirement = new Requirement(new(), Worlds.Day, 3, 4) { Quotas = [new("DE", 1), new("MA", 1)] };
            var slot = new SlotReader(Worlds.LeaderSkill).Read(requirement, pool.For(requirement));

            var found = new PlanSearch([slot], TeamSearch.AtBase([pool.For(requirement)]), solver, _ => { }).Run();

            Assert.Equal((0, true), (found.Plan.Unserved, found.Gap > 0));
        }, iter: 20);
    }

    private static string Names(Finding found) => string.Join('\n', found.Plan.Teams.Select(team => team is null ? "-"
        : string.Join(' ', team.ToLineup().Parts.Select(part => $"{part.Role} {part.Candidate.Member.Name}").Concat(team.Assets.Select(asset => asset.Candidate.Asset.Name.Id)))));

    private static (int, long, long) BruteForceOf(Pool pool, Requirement one, Requirement other)
    {
        var (ones, others) = (BruteForce.Teams(pool.For(one), one).ToList(), BruteForce.Teams(pool.For(other), other).ToList());
        (int, long, long)[] none = [(2, 0, 0)];
        return none
            .Concat(ones.Concat(others).Select(team => (1, BruteForce.Cost(team).Latest, BruteForce.Cost(team).Total)))
            .Concat(from a in ones
                    from b in others
                    where !a.Any(member => b.Any(second => second.Member.Name == member.Member.Name))
                    select (0, BruteForce.Cost(a).Latest + BruteForce.Cost(b).Latest, BruteForce.Cost(a).Total + BruteForce.Cost(b).Total))
            .Min();
    }
}
