using TaskForce.OrderLatency;
using TaskForce.Testing;

// From the dispatcher's call to the order in the device's hands, through the gateway, written durably on the way; beside it a Redis
// stream that is synced at every append and read by as many blocked readers, in the same run.
var samples = args is [var count, ..] ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : 200;
int[] fleets = [1, 100, 1000];

var data = Directory.CreateTempSubdirectory("taskforce-bench-");
try
{
    await using var stack = await LocalTaskForce.StartAsync(data.FullName, BenchSettings.Generous);
    await using var roster = await BenchRoster.EnterAsync(stack, fleets.Max());
    Console.Out.WriteLine($"{samples} dispatches of four orders each, one after another, per row; milliseconds");
    Console.Out.WriteLine(Row.Header);
    foreach (var units in fleets)
    {
        await using var fleet = await FieldFleet.ConnectAsync(stack, roster.Members.Take(units));
        Console.Out.WriteLine(Row.Of("TaskForce", units, await Dispatches.MeasureAsync(roster, fleet, samples)));
        Console.Out.WriteLine(Row.Of("Redis", units, await RedisPeer.MeasureAsync(units, samples)));
    }
}
finally
{
    data.Delete(recursive: true);
}
