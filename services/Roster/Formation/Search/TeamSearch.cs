using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace TaskForce.Roster.Formation.Search;

/// <summary>One slot's best teams, best first, and how good the first is proved to be.</summary>
internal sealed record Teams(ImmutableArray<Lineup> Lineups, Finding? Quality, TimeSpan Elapsed);

/// <summary>Runs searches, no more at once than there are processors. Thread safe.</summary>
internal sealed class TeamSearch(IOptions<FormationOptions> options, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _free = new(Environment.ProcessorCount);

    private string LeaderSkill => options.Value.LeaderSkill;

    /// <summary>Up to <paramref name="most"/> teams; any two differ in at least one member. None if none is valid.</summary>
    public Task<Teams> BestAsync(Requirement requirement, Pool pool, IEnumerable<string> included, int most, CancellationToken cancellation) =>
        RunAsync(() => Best(new SlotReader(LeaderSkill).Read(requirement, pool, included), AtBase([pool]), most), cancellation);

    /// <summary>A plan for several requirements; each better one is reported on the way.</summary>
    public Task<Finding> PlanAsync(
        IReadOnlyList<(Requirement Requirement, Pool Pool)> asked, TimeSpan limit, int seed, Action<Finding> report, CancellationToken cancellation) => RunAsync(() =>
        {
            var reader = new SlotReader(LeaderSkill);
            var slots = asked.Select(one => reader.Read(one.Requirement, one.Pool)).ToList();
            return new PlanSearch(slots, AtBase(asked.Select(one => one.Pool)), Solver(limit, seed), report).Run();
        }, cancellation);

    /// <summary>The rules that contradict each other; null if the time runs out before they are found.</summary>
    public Task<ContradictingRules?> ConflictAsync(Requirement requirement, Pool pool, IEnumerable<string> included, CancellationToken cancellation) => RunAsync(() =>
        new Conflicts(new SlotReader(LeaderSkill).Read(requirement, pool, included, relaxable: true), Solver(UsualLimit, 1)).Find(), cancellation);

    /// <summary>The fewest exchanges that make a team valid; null if there are none.</summary>
    public Task<Draft?> RepairAsync(Requirement requirement, Pool pool, Roles roles, CancellationToken cancellation) => RunAsync(() =>
        new RepairSearch(new SlotReader(LeaderSkill).Read(requirement, pool), roles, Solver(UsualLimit, 1)).Run(), cancellation);

    public void Dispose() => _free.Dispose();

    /// <summary>How many could be sent from each base.</summary>
    public static IReadOnlyDictionary<string, int> AtBase(IEnumerable<Pool> pools) => pools.SelectMany(pool => pool.Available)
        .DistinctBy(candidate => candidate.Member.Name).CountBy(Slot.BaseOf).ToDictionary();

    private Teams Best(Slot slot, IReadOnlyDictionary<string, int> atBase, int most)
    {
        var started = clock.GetTimestamp();
        var (solver, teams) = (Solver(UsualLimit, 1), new List<Draft>());
        Finding? quality = null;
        while (teams.Count < most && new PlanSearch([slot], atBase, solver, _ => { }, [.. teams.Select(PeopleOf)]).Run() is { Plan.Teams: [{ } team] } finding)
        {
            teams.Add(team);
            quality ??= finding;
        }

        return new([.. teams.Select(team => team.ToLineup())], quality, clock.GetElapsedTime(started));
    }

    private static HashSet<int> PeopleOf(Draft team) => [.. team.People.Select(person => person.Person)];

    private PlanSolver Solver(TimeSpan limit, int seed) => new(clock, clock.GetUtcNow() + limit, seed);

    // The solver blocks its thread.
    private async Task<T> RunAsync<T>(Func<T> search, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            return await Task.Run(search, cancellation);
        }
        finally
        {
            _free.Release();
        }
    }
}
