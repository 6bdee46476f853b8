using System.Diagnostics;
using System.Globalization;
using TaskForce.MapWatch;

// Units that report once a second, and many who watch all of them; beside it Redis, which publishes the same reports to as many subscribers, in the same run.
const int Batch = 100;
const int Window = 8;

var seconds = args is [var time, ..] ? int.Parse(time, CultureInfo.InvariantCulture) : 10;
int[] audiences = args is [_, var watchers, ..] ? [.. watchers.Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))] : [1, 50, 200];
var fleet = new Fleet(args is [_, _, var units, ..] ? int.Parse(units, CultureInfo.InvariantCulture) : 10_000);

Print($"{fleet.Count} units at 1 Hz, {seconds} s each");
Print($"{"",-14} {"watchers",8} {"each/s",8} {"all/s",9} {"p50 ms",7} {"p99 ms",7} {"bytes",6} {"server %",9} {"us each",8} {"reader %",9} {"MB",6} {"KB each",8} {"reports/s",10} {"at most/s",10}");
Dictionary<(string, int), double> costs = [];
foreach (var start in new Func<Task<IServer>>[] { TaskForceServer.StartAsync, () => Task.FromResult<IServer>(new RedisServer()) })
{
    await using var server = await start();
    var alone = await MeasureAsync(server, 0, 0);
    foreach (var audience in audiences)
    {
        await MeasureAsync(server, audience, alone);
    }
}

foreach (var audience in audiences)
{
    var (own, peer) = (costs[("TaskForce", audience)], costs[("Redis PUBLISH", audience)]);
    Print($"{audience} watchers: a position told costs the server {own:0.00} us, Redis {peer:0.00} us; {own / peer:0.00} times");
}

// What the server holds with those who watch; without them, to be subtracted.
async Task<double> MeasureAsync(IServer server, int audience, double without)
{
    using var end = new CancellationTokenSource();
    Counts[] counts = [.. Enumerable.Range(0, audience).Select(_ => new Counts())];
    var moving = MoveAsync(server, end.Token);
    Task[] reading = [.. counts.Select(each => Task.Run(() => server.ReadAsync(each, end.Token)))];
    await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);

    Array.ForEach(counts, each => each.Begin());
    var (began, serverBefore, readerBefore, sentBefore) = (Stopwatch.GetTimestamp(), UseOf(server.ProcessId).Time, Environment.CpuUsage.TotalTime, Sent.Count);
    await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
    Array.ForEach(counts, each => each.End());
    var (passed, use, reader, sent) = (Stopwatch.GetElapsedTime(began), UseOf(server.ProcessId), Environment.CpuUsage.TotalTime - readerBefore, Sent.Count - sentBefore);
    await end.CancelAsync();
    await Task.WhenAll([moving, .. reading]);
    var most = await FloodAsync(server, audience);

    var (told, cpu) = (counts.Sum(each => each.Positions), use.Time - serverBefore);
    var cost = told > 0 ? cpu.TotalMicroseconds / told : double.NaN;
    costs[(server.Name, audience)] = cost;
    Print($"{server.Name,-14} {audience,8} {told / passed.TotalSeconds / audience,8:0} {told / passed.TotalSeconds,9:0} {Counts.DelayOf(counts, 0.5),7} {Counts.DelayOf(counts, 0.99),7} {(double)counts.Sum(each => each.Bytes) / told,6:0.0} {cpu / passed * 100,9:0.0} {cost,8:0.00} {reader / passed * 100,9:0.0} {use.Megabytes,6:0} {(use.Megabytes - without) * 1024 / audience,8:0} {sent / passed.TotalSeconds,10:0} {most,10:0}");
    return use.Megabytes;
}

// Each unit once a second, a hundred at a time, evenly spread.
async Task MoveAsync(IServer server, CancellationToken end)
{
    using var reporter = await server.OpenAsync();
    var (began, batches) = (Stopwatch.GetTimestamp(), fleet.Count / Batch);
    for (var sent = 0; !end.IsCancellationRequested; sent++)
    {
        var due = TimeSpan.FromSeconds((double)sent / batches) - Stopwatch.GetElapsedTime(began);
        if (due > TimeSpan.FromMilliseconds(1))
        {
            await Task.Delay(due, TimeProvider.System, CancellationToken.None);
        }

        await reporter.SendAsync(fleet, sent % batches * Batch, Batch, Sent.NextRound(sent / batches));
        await reporter.AcknowledgedAsync();
        Sent.Add(Batch);
    }
}

// As many reports as are taken in, while all watch.
async Task<double> FloodAsync(IServer server, int audience)
{
    using var end = new CancellationTokenSource();
    Task[] reading = [.. Enumerable.Range(0, audience).Select(_ => Task.Run(() => server.ReadAsync(new(), end.Token)))];
    using var reporter = await server.OpenAsync();
    var (began, sent, acknowledged) = (Stopwatch.GetTimestamp(), 0, 0);
    while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds / 2.0 || acknowledged < sent)
    {
        for (; sent - acknowledged < Window && Stopwatch.GetElapsedTime(began).TotalSeconds < seconds / 2.0; sent++)
        {
            await reporter.SendAsync(fleet, sent * Batch % fleet.Count, Batch, Sent.NextRound(sent * Batch / fleet.Count));
        }

        await reporter.AcknowledgedAsync();
        acknowledged++;
    }

    var rate = acknowledged * Batch / Stopwatch.GetElapsedTime(began).TotalSeconds;
    await end.CancelAsync();
    await Task.WhenAll(reading);
    return rate;
}

static (TimeSpan Time, double Megabytes) UseOf(int process)
{
    using var server = Process.GetProcessById(process);
    return (server.TotalProcessorTime, server.WorkingSet64 / 1e6);
}

static void Print(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));

/// <summary>How many reports have been sent.</summary>
internal static class Sent
{
    private static int _rounds;
    private static int _last = -1;
    private static long _count;

    public static long Count => Interlocked.Read(ref _count);

    public static void Add(int reports) => Interlocked.Add(ref _count, reports);

    /// <summary>The number of a round of reports, larger than any of a trial before, so that units go on from where they are.</summary>
    public static int NextRound(int round)
    {
        _rounds += round != _last ? 1 : 0;
        _last = round;
        return _rounds;
    }
}
