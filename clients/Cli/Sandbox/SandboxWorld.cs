using System.Globalization;
using TaskForce.Cli.Shells;
using TaskForce.Cli.Simulate;
using TaskForce.Cli.Up;
using TaskForce.Client;
using TaskForce.Roster.V1;
using Fleet = TaskForce.Cli.Simulate.Fleet;

namespace TaskForce.Cli.Sandbox;

/// <summary>What happens in a sandbox.</summary>
/// <param name="Units">How many units drive around.</param>
/// <param name="HotspotEvery">How often something happens at a hotspot.</param>
/// <param name="Network">What is between the units and the gateway.</param>
internal sealed record SandboxPlan(int Units, TimeSpan HotspotEvery, NetworkTerms Network);

/// <summary>The units and the centres of a sandbox.</summary>
internal sealed class SandboxWorld(SandboxPlan plan, TimeProvider clock) : IAsyncDisposable
{
    private static readonly FleetPlan Drive = new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2));

    private readonly List<TaskForceConnection> _connections = [];
    private BadNetwork? _network;
    private Fleet? _fleet;
    private Task _events = Task.CompletedTask;

    /// <summary>Brings the units on the road and lets things happen, until <paramref name="end"/>.</summary>
    /// <exception cref="UpException">There are not so many units.</exception>
    public async Task BeginAsync(Doors doors, Action<string> say, CancellationToken end)
    {
        var members = await MembersAsync(doors, end);
        _network = new(doors.Grpc, plan.Network, clock, seed: 1);
        _fleet = new(_network, clock);
        _fleet.Start(members, member => Connect(doors, _network.Door, $"field:{ResourceText.Id(member.Name)}"), Drive, seed: 1, end);
        _events = new SandboxEvents(nation => Connect(doors, doors.Grpc, $"dispatcher.{nation}"), plan.HotspotEvery, say, clock).RunAsync(end);
        say(string.Create(CultureInfo.InvariantCulture, $"A sandbox: {_fleet.Units} units drive around, and every {DurationText.Of(plan.HotspotEvery)} something happens at a hotspot. A partner system is partner.demo;"));
        say("its token: bin/taskforce token --as partner.demo");
    }

    public async ValueTask DisposeAsync()
    {
        await _events.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (_fleet?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_network?.DisposeAsync() ?? ValueTask.CompletedTask);
        _connections.ForEach(connection => connection.Dispose());
    }

    private async Task<List<Member>> MembersAsync(Doors doors, CancellationToken end)
    {
        try
        {
            return plan.Units == 0 ? [] : await FleetMembers.FindAsync(profile => Connect(doors, doors.Grpc, profile), plan.Units, [], end);
        }
        catch (UsageException fault)
        {
            throw new UpException(fault.Message, fault);
        }
    }

    private TaskForceConnection Connect(Doors doors, Uri door, string profile)
    {
        var credentials = new ClientCredentials(new Uri(doors.Http, "demo"), profile);
        var connection = new TaskForceConnection(door, new BearerTokens((_, cancellation) => credentials.FetchAsync(cancellation)));
        _connections.Add(connection);
        return connection;
    }
}
