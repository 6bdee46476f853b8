using CsCheck;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Formation.Search;
using TaskForce.Roster.Members;
using TaskForce.Type.V1;
using Duty = TaskForce.Roster.Members.Duty;
using Member = TaskForce.Roster.Members.Member;
using Qualification = TaskForce.Roster.Members.Qualification;

namespace TaskForce.Roster.Tests.Formation.Search;

/// <summary>Random people, equipment and requirements for the laws of the search.</summary>
internal static class Worlds
{
    public const string LeaderSkill = "team-leader";

    public static readonly Period Day = new(RosterApp.Start, RosterApp.Start.AddDays(1));

    private static readonly Period Always = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    /// <summary>Journeys that set the latest arrival against the total: near, far, and a few in between.</summary>
    private static readonly Gen<int> Minutes = Gen.OneOf(Gen.Int[1, 20], Gen.Int[95, 105], Gen.Int[195, 200]);

    public static readonly Gen<Candidate> People = Gen.Select(
        Any("DE", "MA", "DE", "MA", "FR"), Minutes, Any("fr", "de fr", "ar fr", "fr en", "fr", "de fr", "de", "ar"), Gen.Int[0, 63], Gen.Int[0, 4].Select(i => i == 0), Gen.Int[0, 3],
        (nation, minutes, languages, skills, lapses, home) => new Candidate(
            Member.Enter(new($"m{Guid.NewGuid():N}"), nation, new("Agency", "call", new Place { DisplayName = $"Base {home}", Location = new() })
            {
                Languages = [.. languages.Split(' ')],
                Qualifications = [.. Qualifications(skills, lapses)],
            }, Duty.OnDuty, RosterApp.Start),
            new(TimeSpan.FromMinutes(minutes), TravelMode.Car), [])
        {
            RecentMissions = home,
        });

    public static readonly Gen<AssetCandidate> Equipment = Gen.Select(Any("DE", "MA"), Minutes, Any("van", "boat", "van boat"), Gen.Int[0, 4], Gen.Bool,
        (nation, minutes, capabilities, seats, crewed) => new AssetCandidate(
            Asset.Enter(new($"a{Guid.NewGuid():N}"), nation, new("Agency", "Thing", TravelMode.Car, 0, new Place { Location = new() }, AssetState.Serviceable)
            {
                Capabilities = [.. capabilities.Split(' ')],
                Seats = seats,
                Crew = crewed ? [new("helm", 1, 1)] : [],
            }, RosterApp.Start),
            new(TimeSpan.FromMinutes(minutes), TravelMode.Car), []));

    /// <summary>Two or three nations, with and without skills, languages, interpreters, seats, equipment and a reserve.</summary>
    public static readonly Gen<Requirement> Requirements = Gen.Select(
        Gen.Int[3, 4], Gen.Int[0, 1], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 3].Select(i => i == 0), Gen.Int[0, 5], Gen.Int[0, 4],
        (min, more, dogs, language, three, equipment, reserve) => new Requirement(new(), Day, min, min + more)
        {
            Quotas = three ? [new("DE", 1), new("MA", 1), new("FR", 1)] : [new("DE", 1), new("MA", 1)],
            Skills = dogs > 0 ? [new("dog", 2, dogs)] : [],
            Languages = language > 0 ? ["fr"] : [],
            Interpreter = language == 2 ? new("interpreter", 1, 1) : null,
            Assets = equipment > 3 ? [new("boat", 1)] : [],
            SeatsForAll = equipment is 3 or 5,
            BaseReserve = reserve == 4 ? 1 : 0,
        });

    public static readonly Gen<Pool> SmallPools = PoolsOf(10, 3);

    public static Gen<Pool> PoolsOf(int people, int things) =>
        Gen.Select(People.Array[people * 3 / 4, people], Equipment.Array[things / 2, things], (members, assets) => new Pool([.. members], [.. assets]));

    /// <summary>As the reader of the pool does it: who takes no part is no candidate.</summary>
    public static Pool For(this Pool pool, Requirement requirement) => new(
        [.. pool.Members.Where(candidate => requirement.Nations.Contains(candidate.Nation))],
        [.. pool.Assets.Where(candidate => requirement.Nations.Contains(candidate.Asset.Nation))]);

    public static PlanSolver Solver => new(TimeProvider.System, TimeProvider.System.GetUtcNow().AddMinutes(1), 1);

    /// <summary>The best plan for these requirements.</summary>
    public static Finding Solve(Pool pool, params IEnumerable<Requirement> requirements)
    {
        var reader = new SlotReader(LeaderSkill);
        var asked = requirements.ToList();
        return new PlanSearch([.. asked.Select(requirement => reader.Read(requirement, pool.For(requirement)))],
            TeamSearch.AtBase(asked.Select(requirement => pool.For(requirement))), Solver, _ => { }).Run();
    }

    /// <summary>Latest arrival and total travel, seconds; null without a team.</summary>
    public static (long, long)? Cost(Draft? team) => team is null ? null : (team.Arrival, team.Travel);

    private static Gen<string> Any(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static IEnumerable<Qualification> Qualifications(int bits, bool lapses)
    {
        if ((bits & 33) != 0)
        {
            yield return new(LeaderSkill, 3, lapses ? new(DateTimeOffset.MinValue, RosterApp.Start.AddHours(3)) : Always);
        }

        if ((bits & 2) != 0)
        {
            yield return new("dog", (bits & 4) != 0 ? 2 : 1, Always);
        }

        if ((bits & 8) != 0)
        {
            yield return new("interpreter", 2, Always);
        }

        if ((bits & 16) != 0)
        {
            yield return new("helm", 2, Always);
        }
    }
}
