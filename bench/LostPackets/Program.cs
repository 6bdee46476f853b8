using System.Globalization;
using TaskForce.Bench;
using TaskForce.LostPackets;
using TaskForce.Testing;

// Orders and positions of real field units, each with its store on disk, where the kernel's firewall drops packets each way and then takes the network away; beside it, in the same run, a network that loses
// nothing. Needs root. As the first argument: how often each unit is given an order before the black-out; as the second: how many seconds that takes.
const int Units = 20;

if (LossyNetwork.Obstacle is { } obstacle)
{
    Console.Out.WriteLine($"Left out: {obstacle}");
    return;
}

var rounds = args is [var many, ..] ? int.Parse(many, CultureInfo.InvariantCulture) : 5;
var blackOut = TimeSpan.FromSeconds(args is [_, var seconds, ..] ? int.Parse(seconds, CultureInfo.InvariantCulture) : 120);
Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{Units} units, a position each {Trial.Interval.TotalSeconds:0} s; {rounds * Units} orders, then {blackOut.TotalSeconds:0} s without a network and {Units} orders in them. Seconds from the order until the server knows that it is on the device's disk;"));
Console.Out.WriteLine("after: from the network's return. kB a unit and hour: with all headers, while the orders were given.");
Console.Out.WriteLine($"{"network",-28} {"p50",6} {"p95",6} {"most",6} | {"after p50",9} {"most",6} {"positions, most",15} | {"gap",5} {"twice",5} | {"up",7} {"down",7} | {"dropped",7}");
Outcome good = await MeasureAsync("good", 0, []), bad = await MeasureAsync("30 % lost, 200 ± 100 ms", 30, ["--latency", "200ms", "--jitter", "100ms"]);
Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"lost against good: p50 {bad.Stored.At(0.5) / good.Stored.At(0.5):0.0} x, after the return {bad.After.At(0.5) / good.After.At(0.5):0.0} x, bytes up {PerHour(bad, bad.Up) / PerHour(good, good.Up):0.0} x"));

double PerHour(Outcome outcome, long bytes) => bytes / outcome.Time.TotalHours / Units / 1000;

async Task<Outcome> MeasureAsync(string name, int lossPercent, string[] relay)
{
    var data = Directory.CreateTempSubdirectory("taskforce-bench-");
    try
    {
        await using var stack = await LocalTaskForce.StartAsync(data.FullName, BenchSettings.Generous, isPublished: true);
        await using var roster = await BenchRoster.EnterAsync(stack.Connect, Units);
        await using var network = LossyNetwork.Open(lossPercent);
        var found = await new Trial(stack, roster, network).RunAsync(rounds, blackOut, relay);
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-28} {found.Stored.At(0.5) / 1000,6:0.00} {found.Stored.At(0.95) / 1000,6:0.00} {found.Stored.Longest / 1000,6:0.00} | {found.After.At(0.5) / 1000,9:0.00} {found.After.Longest / 1000,6:0.00} {found.Caught.Longest / 1000,15:0.00} | {found.Gap.TotalSeconds,5:0.0} {found.Twice,5} | {PerHour(found, found.Up),7:0} {PerHour(found, found.Down),7:0} | {found.Dropped,7}"));
        return found;
    }
    finally
    {
        data.Delete(recursive: true);
    }
}
