using TaskForce.Bench;
using TaskForce.Client;
using TaskForce.Tasking.V1;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.LostPackets;

/// <summary>What one network made of the same work.</summary>
/// <param name="Stored">From each dispatch until the server knew that the order was on the device's disk.</param>
/// <param name="Up">Bytes from the devices, of all layers.</param>
/// <param name="Down">Bytes to the devices.</param>
/// <param name="Time">In which those were counted.</param>
/// <param name="After">From the end of the black-out until the server knew that of each order that was given meanwhile.</param>
/// <param name="Caught">From the end of the black-out until each unit's positions of that time were there.</param>
/// <param name="Gap">The longest time between two positions of a unit, over everything.</param>
/// <param name="Twice">Positions that are there more than once.</param>
/// <param name="Dropped">Packets that the kernel dropped.</param>
internal sealed record Outcome(Latencies Stored, long Up, long Down, TimeSpan Time, Latencies After, Latencies Caught, TimeSpan Gap, int Twice, long Dropped);

/// <summary>Real units behind a link of the kernel's: orders while packets are lost, then a black-out in which both sides go on, and what comes after it.</summary>
internal sealed class Trial(LocalTaskForce stack, BenchRoster roster, LossyNetwork network)
{
    /// <summary>How often a unit says where it is.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    // So that bytes are counted over something like a day's work: an order for everybody twice a minute, and positions.
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private int _plans;

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private int Teams => roster.Members.Count / Plans.TeamSize;

    /// <param name="rounds">How often every unit is given an order before the black-out.</param>
    /// <param name="blackOut">How long that is.</param>
    /// <param name="relay">More of the network, for the relay of <c>simulate</c>.</param>
    public async Task<Outcome> RunAsync(int rounds, TimeSpan blackOut, string[] relay)
    {
        var members = roster.Members.SelectMany(member => new[] { "--member", member });
        using var fleet = stack.StartCli(
            network, network.DoorTo(stack.Grpc), network.DoorTo(stack.Http), ["simulate", .. members, "--interval", $"{Interval.TotalSeconds}s", "--journey", "1h", .. relay]);
        _ = fleet.StandardOutput.ReadToEndAsync();
        _ = fleet.StandardError.ReadToEndAsync();
        try
        {
            await Task.WhenAll(roster.Members.Select(member => UntilAsync(member, DateTime.MinValue)));
            var (began, from) = (Now, network.Bytes);
            var stored = new List<TimeSpan>();
            for (var round = 0; round < rounds; round++)
            {
                var pace = Task.Delay(Round, TimeProvider.System);
                var missions = await PlanAsync();
                stored.AddRange((await StoredAsync(missions, TimeSpan.Zero)).Select(order => order.Stored - order.Issued));
                await Task.WhenAll(missions.Select(mission => Plans.RecallAsync(roster, mission)));
                await pace;
            }

            var (time, to) = (Now - began, network.Bytes);
            var last = await PlanAsync();
            var dark = network.BlackOutAsync(blackOut, CancellationToken.None);
            var given = StoredAsync(last, blackOut / 4);
            await dark;
            var light = Now;
            var caught = await Task.WhenAll(roster.Members.Select(member => UntilAsync(member, light)));
            var after = (await given).Select(order => order.Stored - light);
            var tracks = await Task.WhenAll(roster.Members.Select(TrackOfAsync));
            return new(new(stored), to.Up - from.Up, to.Down - from.Down, time, new(after), new(caught.Select(when => when - light)), tracks.Max(Gap), tracks.Sum(Twice), network.Dropped);
        }
        finally
        {
            fleet.Kill(entireProcessTree: true);
        }
    }

    private static TimeSpan Gap(List<DateTime> track) => track.Zip(track.Skip(1), (one, next) => next - one).DefaultIfEmpty().Max();

    private static int Twice(List<DateTime> track) => track.Count - track.Distinct().Count();

    private async Task<List<Mission>> PlanAsync()
    {
        var missions = new List<Mission>();
        for (var team = 0; team < Teams; team++)
        {
            missions.Add(await Plans.PlanAsync(roster, _plans++));
        }

        return missions;
    }

    private async Task<List<(DateTime Issued, DateTime Stored)>> StoredAsync(List<Mission> missions, TimeSpan wait)
    {
        await Task.Delay(wait, TimeProvider.System);
        var times = await Task.WhenAll(missions.Select(async mission =>
        {
            await roster.Dispatchers[0].Missions.DispatchMissionAsync(new() { Name = mission.Name });
            while (true)
            {
                var orders = (await roster.Dispatchers[0].Missions.GetMissionAsync(new() { Name = mission.Name })).Orders;
                if (orders.Count == Plans.TeamSize && orders.All(order => order.Acknowledgements.Any(step => step.Rung == Rung.Stored)))
                {
                    return orders.Select(order => (order.IssueTime.ToDateTime(), order.Acknowledgements.First(step => step.Rung == Rung.Stored).ServerTime.ToDateTime()));
                }

                await Task.Delay(Look, TimeProvider.System);
            }
        }));
        return [.. times.SelectMany(each => each)];
    }

    // When a position of that time or later was there; a unit's positions come in their order.
    private async Task<DateTime> UntilAsync(string member, DateTime from)
    {
        while (!(await TrackOfAsync(member)).Exists(time => time >= from))
        {
            await Task.Delay(Look, TimeProvider.System);
        }

        return Now;
    }

    private async Task<List<DateTime>> TrackOfAsync(string member)
    {
        var desk = roster.Dispatchers[roster.Members.Index().First(each => each.Item == member).Index % 2];
        var points = (await desk.Positions.ListTrackPointsAsync(new() { Parent = $"positions/members/{member}", PageSize = 1000 })).TrackPoints;
        return [.. points.Select(point => point.Report.EventTime.ToDateTime()).Order()];
    }
}
