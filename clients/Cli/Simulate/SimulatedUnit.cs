using Google.Type;
using TaskForce.Cli.Field;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Geolocation.V1;
using TaskForce.Roster.V1;
using TaskForce.Type.V1;
using static TaskForce.Tasking.V1.Order.Types;
using Source = TaskForce.Geolocation.V1.PositionReport.Types.Source;

namespace TaskForce.Cli.Simulate;

/// <summary>How units of a fleet behave.</summary>
/// <param name="Interval">How often one says where it is.</param>
/// <param name="Journey">How long the way to a hotspot takes.</param>
/// <param name="OnScene">How long the work there takes.</param>
/// <param name="Thins">Whether it leaves out what tells nothing new.</param>
internal sealed record FleetPlan(TimeSpan Interval, TimeSpan Journey, TimeSpan OnScene, bool Thins = false);

/// <summary>A member of a fleet: patrols around its base, and carries out the orders it is given.</summary>
internal sealed class SimulatedUnit : IAsyncDisposable
{
    private const double PatrolMetresPerSecond = 12;
    private const double PatrolRadiusMetres = 15_000;

    private readonly TaskForceConnection _connection;
    private readonly FieldUnit _unit;
    private readonly FleetPlan _plan;
    private readonly TimeProvider _clock;
    private readonly FleetCounts _counts;
    private readonly LatLng _home;
    private readonly Random _random;
    private volatile bool _isLinked;

    public SimulatedUnit(TaskForceConnection connection, Member member, string directory, FleetPlan plan, FleetCounts counts, (TimeProvider Clock, int Seed) world)
    {
        (_connection, _plan, _counts, _clock, _home, _random) = (connection, plan, counts, world.Clock, member.HomeBase.Location, new(world.Seed));
        _unit = FieldUnit.Start(connection, new()
        {
            Member = member.Name,
            Directory = Path.Combine(directory, ResourceText.Id(member.Name)),
            Clock = _clock,
            Frugality = plan.Thins ? new() : null,
            LinkChanged = link => _isLinked = link.IsUp,
            Refused = refusal => counts.Refused(refusal.Message),
        });
    }

    /// <summary>Whether the unit hears the server.</summary>
    public bool IsLinked => _isLinked;

    /// <summary>Reports that the server has not answered for.</summary>
    public int Unsent => _unit.Unsent;

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var shift = new FieldShift(_unit, new() { Base = _home, Journey = _plan.Journey, OnScene = _plan.OnScene, Show = _ => _counts.Ordered() }, _clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] parts = [shift.RunAsync(end.Token), PatrolAsync(end.Token)];
        try
        {
            // Neither ends by itself: one that does has failed, and the fleet says so.
            await await Task.WhenAny(parts);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _unit.DisposeAsync();
        _connection.Dispose();
    }

    private async Task PatrolAsync(CancellationToken cancellation)
    {
        var patrol = new Patrol(_home, PatrolMetresPerSecond, PatrolRadiusMetres, _random);
        // Not all at once.
        await Task.Delay(_plan.Interval * _random.NextDouble(), _clock, cancellation);
        while (true)
        {
            if (!IsDeployed)
            {
                _ = ReportAsync(patrol);
            }

            await Task.Delay(_plan.Interval, _clock, cancellation);
            patrol.Go(_plan.Interval);
        }
    }

    // Whoever carries out an order reports its way there.
    private bool IsDeployed => _unit.Orders is [.., { IsSuperseded: false, Rung: Rung.Accepted, Stage: < Stage.Clear, Order: { Kind: Kind.Deploy, Remote: false } }];

    private async Task ReportAsync(Patrol patrol)
    {
        var begun = _clock.GetTimestamp();
        try
        {
            if (_unit.OfferPosition(new(patrol.Location, Source.Simulated) { HeadingDegrees = patrol.Heading }) is not { } report)
            {
                _counts.LeftOut();
                return;
            }

            var faults = await report;
            // A late one is where it should be.
            _counts.Reported(faults.All(fault => fault.Code == ReportOutcome.Types.Code.StoredLate), _clock.GetElapsedTime(begun));
        }
        catch (Exception end) when (end is TaskForceException or OperationCanceledException)
        {
            // Refused, which is counted; or the fleet stops.
        }
    }
}
