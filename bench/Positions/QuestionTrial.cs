using System.Diagnostics;
using TaskForce.Bench;

namespace TaskForce.Positions;

/// <summary>Questions one after another, asked from where subjects are, while the subjects move.</summary>
internal static class QuestionTrial
{
    private static readonly (string Name, double Radius, bool IsBox, int Most)[] Kinds =
    [
        ("20 nearest in 300 km", 300_000, false, 20),
        ("everybody in 25 km, up to 1,000", 25_000, false, 1000),
        ("everybody in 5 km", 5_000, false, 1000),
        ("20 nearest in a box of 600 km", 300_000, true, 20),
    ];

    public static async Task RunAsync(Settings settings)
    {
        var (questions, perSecond) = (settings.Number("questions", 2000), settings.Number("moving", 10_000));
        var fleet = new Fleet(settings.Number("subjects", 100_000));
        var found = new Dictionary<string, List<(string Target, Latencies Times)>>();
        Report.Line($"{"question",-16} {"of",-32} {"p50 ms",8} {"p99 ms",8} {"found",7} {"moves/s",8} {"server us",10}");
        foreach (var start in Starts(settings))
        {
            await using var target = await start();
            await Load.EnterAsync(target, fleet);
            foreach (var (kind, radius, isBox, most) in Kinds)
            {
                var (times, average, moves, computed) = await AskAsync(target, fleet, questions, (latitude, longitude) => new(latitude, longitude, radius, isBox, most), perSecond);
                Report.Line($"{target.Name,-16} {kind,-32} {times.At(0.5),8:0.00} {times.At(0.99),8:0.00} {average,7:0} {moves,8:0} {computed.TotalMicroseconds,10:0}");
                (found.TryGetValue(kind, out var known) ? known : found[kind] = []).Add((target.Name, times));
            }
        }

        foreach (var (kind, all) in found)
        {
            foreach (var (name, times) in all.Skip(1))
            {
                Report.Line($"{"of " + name + "'s",-16} {kind,-32} {all[0].Times.At(0.5) / times.At(0.5),8:0.00} {all[0].Times.At(0.99) / times.At(0.99),8:0.00}");
            }
        }
    }

    private static async Task<(Latencies Times, double Average, double Moves, TimeSpan Computed)> AskAsync(
        ITarget target, Fleet fleet, int questions, Func<double, double, Inquiry> inquiry, int perSecond)
    {
        using var end = new CancellationTokenSource();
        var moving = Task.Run(() => Load.MoveAsync(target, fleet, perSecond, end.Token));
        var (times, found, before) = (new List<TimeSpan>(questions), 0L, TimeSpan.Zero);
        // As many to warm up.
        for (var i = -questions; i < questions; i++)
        {
            var (latitude, longitude) = fleet.PlaceOf((int)((i + questions) * 3701L % fleet.Count), 0);
            before = i == 0 ? TimeOf(target) : before;
            var began = Stopwatch.GetTimestamp();
            var count = await target.FindAsync(inquiry(latitude, longitude));
            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(began));
                found += count;
            }
        }

        var computed = TimeOf(target) - before;
        await end.CancelAsync();
        return found > 0 ? (new(times), (double)found / questions, await moving, computed / questions) : throw new InvalidOperationException($"{target.Name} finds nobody.");
    }

    // For a question, with what moves meanwhile.
    private static TimeSpan TimeOf(ITarget target) => (target as IServer)?.ProcessorTime ?? TimeSpan.Zero;

    private static IEnumerable<Func<Task<ITarget>>> Starts(Settings settings)
    {
        yield return async () => await TaskForceTarget.StartAsync();
        if (settings.Is("alone"))
        {
            yield break;
        }

        yield return () => Task.FromResult<ITarget>(new RedisTarget(RedisFile.Synced));
        yield return () => Task.FromResult<ITarget>(new RedisTarget(RedisFile.None));
        if (PostGisTarget.IsInstalled)
        {
            yield return async () => await PostGisTarget.StartAsync();
        }
        else
        {
            Report.Line($"PostGIS is not installed and left out: apt-get install postgresql postgresql-15-postgis-3");
        }
    }
}
