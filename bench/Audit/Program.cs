extern alias geolocation;
extern alias roster;

using System.Globalization;
using TaskForce.Audit;

// What the audit log costs: the same reads of the same service in this process, with the log and with its interceptor taken out, in turn.
var seconds = args is [var time, ..] ? double.Parse(time, CultureInfo.InvariantCulture) : 5;
var rounds = args is [_, var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 3;

Print($"{"read",-12} {"callers",7} {"log",-8} {"calls/s",9} {"p50 ms",8} {"p99 ms",8} {"ratio",6}");
foreach (var callers in new[] { 1, 16 })
{
    await CompareAsync("GetMember", callers, Reads<roster::Program>.StartAsync, Reads.EnterMembersAsync, Reads.GetMemberAsync);
    await CompareAsync("FindNearest", callers, Reads<geolocation::Program>.StartAsync, Reads.EnterPositionsAsync, Reads.FindNearestAsync);
}

async Task CompareAsync(
    string what, int callers, Func<bool, Task<IReads>> start, Func<IReads, Task> enter, Func<Grpc.Core.CallInvoker, int, Task> ask)
{
    await using var audited = await start(true);
    await using var plain = await start(false);
    await enter(audited);
    await enter(plain);
    var (with, without) = (new Trial(), new Trial());
    for (var round = 0; round <= rounds; round++)
    {
        // The first round compiles.
        foreach (var (reads, trial) in new[] { (audited, with), (plain, without) })
        {
            await trial.RunAsync(reads, callers, TimeSpan.FromSeconds(seconds), ask, isCounted: round > 0);
        }
    }

    Print($"{what,-12} {callers,7} {"without",-8} {without.PerSecond,9:0} {without.Times.At(0.5),8:0.00} {without.Times.At(0.99),8:0.00}");
    Print($"{what,-12} {callers,7} {"with",-8} {with.PerSecond,9:0} {with.Times.At(0.5),8:0.00} {with.Times.At(0.99),8:0.00} {with.PerSecond / without.PerSecond,6:0.00}");
}

static void Print(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
