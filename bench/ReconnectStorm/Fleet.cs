using TaskForce.Bench;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.ReconnectStorm;

/// <summary>The devices of a trial, by member.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly Dictionary<string, Device> _devices;

    private Fleet(Dictionary<string, Device> devices) => _devices = devices;

    public IReadOnlyCollection<Device> Devices => _devices.Values;

    /// <summary>How often any had to try again.</summary>
    public long Tries => Devices.Sum(device => (long)device.Tries);

    /// <summary>Connects all, those of the roster first, and waits until the server is heard by each.</summary>
    public static async Task<Fleet> ConnectAsync(ServiceProcesses stack, BenchRoster roster, int count)
    {
        var idle = Enumerable.Range(0, count - roster.Members.Count).Select(i => $"de-idle-{i:00000}");
        var fleet = new Fleet([]);
        foreach (var some in roster.Members.Concat(idle).Chunk(200))
        {
            foreach (var member in some)
            {
                fleet._devices[member] = new(stack.Connect($"field:{member}"), member);
            }

            await Task.WhenAll(some.Select(member => fleet._devices[member].Up));
        }

        return fleet;
    }

    /// <summary>When each recipient of a mission has its order.</summary>
    public IEnumerable<Task<long>> ArrivalsOf(Mission mission) =>
        mission.Members.Select(member => _devices[Plans.IdOf(member)].OrderAsync(mission.Name));

    /// <summary>How many of these orders did not come, and how many of any came more than once.</summary>
    public (int Missing, int Twice) Check(IReadOnlyList<Mission> missions) => (
        missions.Sum(mission => mission.Members.Count(member => !_devices[Plans.IdOf(member)].Orders.Keys.Any(order => order.StartsWith($"{mission.Name}/", StringComparison.Ordinal)))),
        Devices.Sum(device => device.Orders.Values.Count(times => times > 1)));

    public async ValueTask DisposeAsync() => await Task.WhenAll(Devices.Select(device => device.DisposeAsync().AsTask()));
}
