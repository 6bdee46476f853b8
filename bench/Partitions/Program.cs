using System.Globalization;
using TaskForce.Partitions;

// The log of events and the pages of tracks in PostgreSQL: as they are, and in partitions as docs/partitions.md makes them, one after the other in the same run.
// Arguments: how many rows (a million), and `events` or `pages` for one of the two.
var rows = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
const int Few = 20_000;
ITrial[] trials = [new EventTrial(rows), new PageTrial(rows)];
ITrial[] first = [new EventTrial(Few), new PageTrial(Few)];

await using var server = await Server.StartAsync();
foreach (var (trial, warm) in trials.Zip(first).Where(pair => args.Length < 2 || args[1] == pair.First.Name))
{
    Report.Say($"{trial.Name}: once with few rows, so that what is measured first does not pay for compiling");
    await RunAsync(warm, isPartitioned: false);
    Report.Say($"{trial.Name}: {rows:N0} rows in one table");
    var plain = await RunAsync(trial, isPartitioned: false);
    Report.Say($"{trial.Name}: {rows:N0} rows in {Server.Parts} partitions, and those ahead");
    var partitioned = await RunAsync(trial, isPartitioned: true);
    plain.Beside(partitioned);
}

async Task<Report> RunAsync(ITrial trial, bool isPartitioned)
{
    var report = new Report();
    await using var store = await server.CreateAsync($"{trial.Name}_trial");
    await trial.RunAsync(store, report, isPartitioned);
    return report;
}
