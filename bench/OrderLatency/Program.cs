using System.Globalization;
using TaskForce.Bench;
using TaskForce.OrderLatency;
using TaskForce.OrderLatency.Peers;
using TaskForce.Testing;

// From the dispatcher's call to the order in the device's hands, through the gateway, written durably on the way; beside it three brokers
// that bring as many bytes to as many connections, in the same run. Then how many orders a second that makes.
const int Dispatchers = 16;
const int Teams = 200;

var samples = args is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 200;
int[] fleets = args is [_, .. var sizes] && sizes.Length > 0 ? [.. sizes.Select(size => int.Parse(size, CultureInfo.InvariantCulture))] : [10, 1000, 10_000];

Console.Out.WriteLine($"{samples} dispatches of {Plans.TeamSize} orders each, one after another, per row; milliseconds");
Console.Out.WriteLine(Row.Header);
foreach (var units in fleets)
{
    await MeasureAsync(units);
    foreach (var start in new Func<IPeer>[] { () => new RedisPeer(), () => new NatsPeer(), () => new MosquittoPeer() })
    {
        await using var peer = start();
        await peer.ConnectAsync(units, Dispatchers);
        var latencies = await PeerTrial.MeasureAsync(peer, units, samples);
        Console.Out.WriteLine(Row.Of(peer.Name, units, latencies, await PeerTrial.SustainAsync(peer, units, Dispatchers, Teams)));
    }
}

async Task MeasureAsync(int units)
{
    var data = Directory.CreateTempSubdirectory("taskforce-bench-");
    try
    {
        await using var stack = await LocalTaskForce.StartAsync(data.FullName, BenchSettings.Generous, isPublished: true);
        // Whoever is connected may be sent; of very many, as many as there are dispatches for.
        await using var roster = await BenchRoster.EnterAsync(stack.Connect, Math.Min(units, Teams * Plans.TeamSize));
        await using var fleet = await FieldFleet.ConnectAsync(stack, roster.Members.Concat(Enumerable.Range(roster.Members.Count, units - roster.Members.Count).Select(i => $"de-idle-{i:00000}")));
        using var spent = new ProcessorTime(stack);
        var latencies = await Dispatches.MeasureAsync(roster, fleet, spent, samples);
        Console.Out.WriteLine(Row.Of("TaskForce", units, latencies, await Dispatches.SustainAsync(roster, fleet, Dispatchers, Teams)));
        Console.Out.WriteLine($"           processor, ms per dispatch: {spent}");
    }
    finally
    {
        data.Delete(recursive: true);
    }
}
