using System.Collections.Immutable;
using CsCheck;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Members;

namespace TaskForce.Roster.Tests.Formation;

/// <summary>Laws of the solver, against rules and a search by brute force that share nothing with it.</summary>
public class TeamSolverTests
{
    private const string LeaderSkill = "team-leader";

    private static readonly Period Day = new(RosterApp.Start, RosterApp.Start.AddDays(1));

    private static readonly Gen<Candidate> Candidates = Gen.Select(
        Any("DE", "MA", "FR"), Gen.Int[1, 600], Any("fr", "de fr", "ar fr", "fr en", "de"), Gen.Int[0, 7], Gen.Int[0, 4].Select(i => i == 0),
        (nation, minutes, languages, skills, lapses) => new Candidate(
            Member.Enter(new($"m{Guid.NewGuid():N}"), nation, new("Agency", "call", RosterApp.Away(1))
            {
                Languages = [.. languages.Split(' ')],
                Qualifications = [.. Qualifications(skills, lapses)],
            }, Duty.OnDuty, RosterApp.Start),
            new(TimeSpan.FromMinutes(minutes), Type.V1.TravelMode.Car), []));

    private static readonly Gen<Requirement> Requirements = Gen.Select(
        Gen.Int[3, 4], Gen.Int[0, 1], Gen.Int[0, 2], Gen.Bool, Gen.Bool, (min, more, dogs, french, three) => new Requirement(new(), Day, min, min + more)
        {
            Quotas = three ? [new("DE", 1), new("MA", 1), new("FR", 1)] : [new("DE", 1), new("MA", 1)],
            Skills = dogs > 0 ? [new("dog", 2, dogs)] : [],
            Languages = french ? ["fr"] : [],
        });

    [Fact]
    public void Solve_AnySmallPool_FindsTheOptimumThatBruteForceFinds() =>
        Gen.Select(Candidates.Array[0, 11], Requirements).Sample((candidates, requirement) =>
        {
            var pool = PoolOf(candidates, requirement);

            var best = TeamSolver.Solve(pool, requirement, LeaderSkill, 1);

            Assert.Equal(BruteForce(pool, requirement), best.Count == 0 ? null : Cost(best[0].Members));
        }, iter: 300);

    [Fact]
    public void Solve_AnyPool_ProposesOnlyValidTeamsBestFirstAndNoneTwice() =>
        Gen.Select(Candidates.Array[0, 40], Requirements).Sample((candidates, requirement) =>
        {
            var teams = TeamSolver.Solve(PoolOf(candidates, requirement), requirement, LeaderSkill, 4);

            Assert.All(teams, team => Assert.Empty(TeamRules.Faults(team, requirement, LeaderSkill)));
            Assert.Equal(teams.Select(team => Cost(team.Members)).Order(), teams.Select(team => Cost(team.Members)));
            Assert.Equal(teams.Count, teams.Select(team => string.Join(',', team.Members.Select(m => m.Member.Name.Id).Order())).Distinct().Count());
        }, iter: 100);

    [Fact]
    public void Solve_SameQuestionTwice_GivesTheSameTeams() => Gen.Select(Candidates.Array[10, 40], Requirements).Sample((candidates, requirement) =>
    {
        var pool = PoolOf(candidates, requirement);

        Assert.Equal(Names(pool, requirement), Names(pool, requirement));
    }, iter: 20);

    [Fact]
    public void Solve_OneMorePerson_NeverMakesTheBestWorse() => Gen.Select(Candidates.Array[2, 12], Candidates, Requirements).Sample((candidates, more, requirement) =>
    {
        var before = TeamSolver.Solve(PoolOf(candidates, requirement), requirement, LeaderSkill, 1);
        var after = TeamSolver.Solve(PoolOf([.. candidates, more], requirement), requirement, LeaderSkill, 1);

        Assert.True(before.Count == 0 || Cost(after[0].Members).CompareTo(Cost(before[0].Members)) <= 0);
    }, iter: 60);

    private static Gen<string> Any(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    // As the reader of the pool does it: who takes no part is no candidate.
    private static Pool PoolOf(IEnumerable<Candidate> candidates, Requirement requirement) =>
        new([.. candidates.Select(candidate => candidate with { Obstacles = [.. Availability.Obstacles(candidate.Member, requirement)] })], []);

    private static List<string> Names(Pool pool, Requirement requirement) =>
        [.. TeamSolver.Solve(pool, requirement, LeaderSkill, 3).SelectMany(team => team.Parts).Select(part => $"{part.Role} {part.Candidate.Member.Name}")];

    private static (TimeSpan Latest, TimeSpan Total) Cost(IEnumerable<Candidate> members) =>
        (members.Max(m => m.TravelTime), members.Aggregate(TimeSpan.Zero, (sum, m) => sum + m.TravelTime));

    private static (TimeSpan, TimeSpan)? BruteForce(Pool pool, Requirement requirement)
    {
        var members = pool.Members.Where(m => requirement.Nations.Contains(m.Nation)).ToImmutableArray();
        return Enumerable.Range(0, 1 << members.Length)
            .Select(bits => members.Where((_, i) => (bits & (1 << i)) != 0).ToList())
            .Where(team => team.Count >= requirement.MinMembers && team.Count <= requirement.MaxMembers && IsValid(team, requirement))
            .Select(team => ((TimeSpan, TimeSpan)?)Cost(team)).Order().FirstOrDefault();
    }

    private static bool IsValid(List<Candidate> team, Requirement requirement)
    {
        bool Holds(Candidate m, string skill, int grade) => m.Member.Details.Qualifications
            .Any(q => q.Skill == skill && q.Grade >= grade && q.Validity.From <= Day.From && q.Validity.Until >= Day.Until);
        return requirement.Quotas.All(q => team.Count(m => m.Nation == q.Nation) >= q.MinMembers)
            && requirement.Skills.All(s => team.Count(m => Holds(m, s.Skill, s.MinGrade)) >= s.Count)
            && team.Where(m => Holds(m, LeaderSkill, 1)).Select(m => m.Nation).Distinct().Count() >= 2
            && team.SelectMany(m => m.Member.Details.Languages).Distinct()
                .Any(l => (requirement.Languages.IsEmpty || requirement.Languages.Contains(l)) && team.All(m => m.Member.Details.Languages.Contains(l)));
    }

    private static IEnumerable<Qualification> Qualifications(int bits, bool lapses)
    {
        var validity = lapses ? new Period(DateTimeOffset.MinValue, RosterApp.Start.AddHours(3)) : new Period(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        if ((bits & 1) != 0)
        {
            yield return new(LeaderSkill, 3, validity);
        }

        if ((bits & 2) != 0)
        {
            yield return new("dog", (bits & 4) != 0 ? 2 : 1, new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue));
        }
    }
}
