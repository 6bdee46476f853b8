using System.Diagnostics;
using System.Globalization;
using TaskForce.Positions;

// Positions in, acknowledged when they are on disk, and questions about them while they come; beside it Redis with the same positions in as large batches
// over as many connections, in the same run.
const int Lanes = 8;

var seconds = args is [var time, ..] ? double.Parse(time, CultureInfo.InvariantCulture) : 5;
int[] sizes = args is [_, var size, ..] ? [.. size.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => int.Parse(text, CultureInfo.InvariantCulture))] : [1000, 100_000, 1_000_000];
int[] batches = args is [_, _, var batch, ..] ? [.. batch.Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))] : [1, 10, 100];
var peers = args is not [_, _, _, "alone", ..];

List<Func<Task<ITarget>>> targets = [async () => await TaskForceTarget.StartAsync()];
if (peers)
{
    targets.Add(() => Task.FromResult<ITarget>(new RedisTarget(isSynced: true)));
    targets.Add(() => Task.FromResult<ITarget>(new RedisTarget(isSynced: false)));
}

Print($"{"positions/s",-16} {"subjects",9} {"batch",6} {"rate",10} {"server us",10} {"client us",10}");
foreach (var subjects in sizes)
{
    var fleet = new Fleet(subjects);
    foreach (var start in targets)
    {
        await using var target = await start();
        await Trials.EnterAsync(target, fleet, Lanes);
        foreach (var many in batches)
        {
            await Trials.IngestAsync(target, fleet, Lanes, many, TimeSpan.FromSeconds(seconds / 3));
            var (serverBefore, clientBefore) = (TimeOf(target.ProcessId), Environment.CpuUsage.TotalTime);
            var rate = await Trials.IngestAsync(target, fleet, Lanes, many, TimeSpan.FromSeconds(seconds));
            var (server, client) = ((TimeOf(target.ProcessId) - serverBefore).TotalMicroseconds, (Environment.CpuUsage.TotalTime - clientBefore).TotalMicroseconds);
            Print($"{target.Name,-16} {subjects,9} {many,6} {rate.PerSecond,10:0} {server / rate.Count,10:0.00} {client / rate.Count,10:0.00}");
        }

        if (target is TaskForceTarget service)
        {
            Print($"{"killed, answers",-16} {subjects,9} {(await service.RestartAsync()).TotalSeconds,17:0.0} s");
        }
    }
}

Print($"{"question",-16} {"of",-22} {"p50 ms",8} {"p99 ms",8}");
var moving = new Fleet(100_000);
foreach (var start in targets.Where(_ => args.Length <= 2))
{
    await using var target = await start();
    await Trials.EnterAsync(target, moving, Lanes);
    foreach (var (what, radius, most) in new[] { ("20 nearest in 300 km", 300_000.0, 20), ("everybody in 60 km", 60_000.0, 0) })
    {
        var times = await Trials.AskAsync(target, moving, 2000, radius, most, perSecond: 10_000);
        Print($"{target.Name,-16} {what,-22} {times[times.Count / 2].TotalMilliseconds,8:0.00} {times[times.Count * 99 / 100].TotalMilliseconds,8:0.00}");
    }
}

// What two cores could do is best told by what a position costs: this machine is rarely idle.
static TimeSpan TimeOf(int process)
{
    using var server = Process.GetProcessById(process);
    return server.TotalProcessorTime;
}

static void Print(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
