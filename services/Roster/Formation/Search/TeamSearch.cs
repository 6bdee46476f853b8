using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace TaskForce.Roster.Formation.Search;

/// <summary>One slot's best teams, best first, and how good the first is proved to be.</summary>
internal sealed record Teams(ImmutableArray<Lineup> Lineups, Finding? Quality, TimeSpan Elapsed);

/// <summary>Runs searches, no more at once than there are processors. Thread safe.</summary>
internal sealed class TeamSearch(IOptions<FormationOptions> options, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _short = new(Environment.ProcessorCount);

    // A plan may take a minute: it must not keep a dispatcher from a proposal.
    private readonly SemaphoreSlim _long = new(Math.Max(1, Environment.ProcessorCount / 2));

    private string LeaderSkill => options.Value.LeaderSkill;

    /// <summary>Up to <paramref name="most"/> teams; any two differ in at least one member. None if none is valid.</summary>
    public Task<Teams> BestAsync(Requirement requirement, Pool pool, IEnumerable<string> included, int most, CancellationToken cancellation) =>
        RunAsync(_short, () => Best(new SlotReader(LeaderSkill).Read(requirement, pool, included), AtBase([pool]), most, cancellation), cancellation);

    /// <summary>A plan for several requirements; each better one is reported on the way.</summary>
    public Task<Finding> PlanAsync(
        IReadOnlyList<(Requirement Requirement, Pool Pool)> asked, TimeSpan limit, int seed, Action<Finding> report, CancellationToken cancellation) => RunAsync(_long, () =>
        {
            var reader = new SlotReader(LeaderSkill);
            var slots = asked.Select(one => reader.Read(one.Requirement, one.Pool)).ToList();
            return new PlanSearch(slots, AtBase(asked.Select(one => one.Pool)), Solver(limit, seed, cancellation), report).Run();
        }, cancellation);

    /// <summary>The rules that contradict each other; null if the time runs out before they are found.</summary>
    public Task<ContradictingRules?> ConflictAsync(Requirement requirement, Pool pool, IEnumerable<string> included, CancellationToken cancellation) => RunAsync(_short, () =>
        new Conflicts(new SlotReader(LeaderSkill).Read(requirement, pool, included, relaxable: true), Solver(UsualLimit, 1, cancellation)).Find(), cancellation);

    /// <summary>The fewest exchanges that make a team valid; null if there are none.</summary>
    public Task<Draft?> RepairAsync(Requirement requirement, Pool pool, Roles roles, CancellationToken cancellation) => RunAsync(_short, () =>
        new RepairSearch(new SlotReader(LeaderSkill).Read(requirement, pool), roles, Solver(UsualLimit, 1, cancellation)).Run(), cancellation);

    public void Dispose()
    {
        _short.Dispose();
        _long.Dispose();
    }

    /// <summary>How many could be sent from each base.</summary>
    public static IReadOnlyDictionary<string, int> AtBase(IEnumerable<Pool> pools) => pools.SelectMany(pool => pool.Available)
        .DistinctBy(candidate => candidate.Member.Name).CountBy(Slot.BaseOf).ToDictionary();

    private Teams Best(Slot slot, IReadOnlyDictionary<string, int> atBase, int most, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        var (solver, teams) = (Solver(UsualLimit, 1, cancellation), new List<Draft>());
        Finding? quality = null;
        while (teams.Count < most && new PlanSearch([slot], atBase, solver, _ => { }, [.. teams.Select(PeopleOf)]).Run() is { Plan.Teams: [{ } team] } finding)
        {
            teams.Add(team);
            quality ??= finding;
        }

        return new([.. teams.Select(team => team.ToLineup())], quality, clock.GetElapsedTime(started));
    }

    private static HashSet<int> PeopleOf(Draft team) => [.. team.People.Select(person => person.Person)];

    private PlanSolver Solver(TimeSpan limit, int seed, CancellationToken cancellation) => new(clock, clock.GetUtcNow() + limit, seed, cancellation);

    // The solver blocks its thread.
    private static async Task<T> RunAsync<T>(SemaphoreSlim free, Func<T> search, CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation);
        try
        {
            return await Task.Run(search, cancellation);
        }
        finally
        {
            free.Release();
        }
    }
}
