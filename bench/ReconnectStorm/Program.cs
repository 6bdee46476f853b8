using System.Globalization;
using TaskForce.Bench;
using TaskForce.ReconnectStorm;
using TaskForce.Testing;

// What comes when everybody comes back at once, and what one device can do to the others. `greedy` alone leaves out the first.
const int Others = 200;
const int MostMembers = 800;

int[] fleets = args is [] ? [1000, 10_000] : [.. args.Where(size => size != "greedy").Select(size => int.Parse(size, CultureInfo.InvariantCulture))];

if (fleets.Length > 0)
{
    Console.Out.WriteLine(StormTrial.Header);
}

foreach (var devices in fleets)
{
    await MeasureAsync(devices, async (stack, roster, fleet) =>
    {
        var trial = new StormTrial(stack, roster, fleet);
        Console.Out.WriteLine(await trial.MeasureAsync("TERM"));
        Console.Out.WriteLine(await trial.MeasureAsync("KILL"));
    });
}

if (args is [] || args.Contains("greedy"))
{
    Console.Out.WriteLine(GreedyTrial.Header);
    await MeasureAsync(Others, async (stack, roster, fleet) =>
    {
        await foreach (var line in new GreedyTrial(stack, roster, fleet).MeasureAsync())
        {
            Console.Out.WriteLine(line);
        }
    });
}

// A device has the quota that it has in service; the thousands of addresses that they would come from, and the dispatchers, are a few here.
static async Task MeasureAsync(int devices, Func<ServiceProcesses, BenchRoster, Fleet, Task> measure)
{
    var data = Directory.CreateTempSubdirectory("taskforce-bench-");
    try
    {
        var settings = BenchSettings.Generous.Where(setting => !setting.Key.Contains("Field", StringComparison.Ordinal)).ToDictionary();
        await using var stack = new ServiceProcesses(data.FullName, settings, isPublished: true);
        await stack.StartAsync(CancellationToken.None);
        await using var roster = await BenchRoster.EnterAsync(stack.Connect, Math.Min(devices, MostMembers));
        await using var fleet = await Fleet.ConnectAsync(stack, roster, devices);
        await measure(stack, roster, fleet);
    }
    finally
    {
        data.Delete(recursive: true);
    }
}
