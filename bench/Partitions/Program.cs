using System.Globalization;
using TaskForce.Partitions;

// The log of events and the pages of tracks in PostgreSQL: as they are, and in partitions as docs/partitions.md makes them, beside each other in the same run.
// Arguments: how many rows (a million); `events` or `pages` for one of the two; `apart` if the disk has room for one table only, which is filled and measured before the other.
const int Few = 20_000;
var rows = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
ITrial[] trials = [new EventTrial(rows), new PageTrial(rows)];
ITrial[] first = [new EventTrial(Few), new PageTrial(Few)];

await using var server = await Server.StartAsync();
foreach (var (trial, warm) in trials.Zip(first).Where(pair => !args.Skip(1).Any(word => word != "apart" && word != pair.First.Name)))
{
    Report.Say($"{trial.Name}: once with few rows, so that what is measured first does not pay for compiling");
    await RunAsync(warm, isApart: false);
    Report.Say($"{trial.Name}: {rows:N0} rows in one table, and in {Server.Parts} partitions and those ahead");
    var (plain, partitioned) = await RunAsync(trial, isApart: args.Contains("apart"));
    plain.Beside(partitioned);
}

async Task<(Report Plain, Report Partitioned)> RunAsync(ITrial trial, bool isApart)
{
    var (plain, partitioned) = (new Report(), new Report());
    var one = await server.CreateAsync($"{trial.Name}_plain");
    if (isApart)
    {
        await trial.RunAsync(new Side(one, plain, IsPartitioned: false));
        await one.DisposeAsync();
    }

    var other = await server.CreateAsync($"{trial.Name}_parts");
    await (isApart ? trial.RunAsync(new Side(other, partitioned, IsPartitioned: true)) : trial.RunAsync(new(one, plain, IsPartitioned: false), new(other, partitioned, IsPartitioned: true)));
    await other.DisposeAsync();
    await (isApart ? ValueTask.CompletedTask : one.DisposeAsync());
    return (plain, partitioned);
}
