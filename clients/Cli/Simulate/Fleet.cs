using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Simulate;

/// <summary>Many simulated units behind one bad network.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("taskforce-fleet-").FullName;
    private readonly List<SimulatedUnit> _units = [];
    private readonly BadNetwork _network;
    private readonly TimeProvider _clock;
    private readonly long _begun;
    private List<Task> _work = [];

    public Fleet(BadNetwork network, TimeProvider clock) => (_network, _clock, _begun) = (network, clock, clock.GetTimestamp());

    public FleetCounts Counts { get; } = new();

    public int Units => _units.Count;

    public int Linked => _units.Count(unit => unit.IsLinked);

    public int Unsent => _units.Sum(unit => unit.Unsent);

    public TimeSpan Elapsed => _clock.GetElapsedTime(_begun);

    /// <summary>Bytes of a unit in an hour, up and down.</summary>
    public (double Up, double Down) BytesPerHour => (PerHour(_network.Up), PerHour(_network.Down));

    /// <summary>Brings units on the road.</summary>
    /// <param name="members">Who they are.</param>
    /// <param name="connect">Connects one through the network.</param>
    /// <param name="plan">What they do.</param>
    /// <param name="seed">What happens by chance follows from it.</param>
    /// <param name="cancellation">Ends it.</param>
    public void Start(IEnumerable<Member> members, Func<Member, TaskForceConnection> connect, FleetPlan plan, int seed, CancellationToken cancellation)
    {
        _units.AddRange(members.Select((member, i) => new SimulatedUnit(connect(member), member, _directory, plan, Counts, (_clock, unchecked((seed * 397) ^ i)))));
        _work = [.. _units.Select(unit => unit.RunAsync(cancellation))];
    }

    /// <summary>Ends with the first unit that cannot go on; why.</summary>
    public async Task UnlessOneFailsAsync() => await await Task.WhenAny(_work);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_units.Select(unit => unit.DisposeAsync().AsTask()));
        Directory.Delete(_directory, recursive: true);
    }

    private double PerHour(long bytes) => Units == 0 || Elapsed <= TimeSpan.Zero ? 0 : bytes / Elapsed.TotalHours / Units;
}
