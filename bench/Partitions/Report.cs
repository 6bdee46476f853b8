using System.Diagnostics;
using System.Globalization;
using TaskForce.Bench;

namespace TaskForce.Partitions;

/// <summary>What was measured, in the order in which it was, and said at once: a run takes an hour.</summary>
internal sealed class Report
{
    private readonly List<(string What, string Unit, double Value)> _measured = [];

    public static void Say(string line) => Console.Out.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {line}");

    public void Add(string what, string unit, double value)
    {
        _measured.Add((what, unit, value));
        Say($"  {what}: {Text(value)} {unit}");
    }

    /// <summary>How long something takes once.</summary>
    public async Task OnceAsync(string what, Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        await act();
        Add(what, "s", watch.Elapsed.TotalSeconds);
    }

    /// <summary>How long something takes again and again, by turns with the others.</summary>
    public static async Task OftenAsync(IReadOnlyList<Side> sides, string what, int times, Func<Store, Task> act)
    {
        var measured = sides.ToDictionary(side => side, _ => new List<TimeSpan>());
        for (var i = -Math.Min(20, times); i < times; i++)
        {
            foreach (var side in sides)
            {
                var watch = Stopwatch.StartNew();
                await act(side.Store);
                // The first ones compile.
                measured[side].AddRange(i < 0 ? [] : [watch.Elapsed]);
            }
        }

        foreach (var (side, taken) in measured)
        {
            var latencies = new Latencies(taken);
            side.Report.Add($"{what}, p50", "ms", latencies.At(0.5));
            side.Report.Add($"{what}, p99", "ms", latencies.At(0.99));
        }
    }

    /// <summary>Both, as a table in Markdown; what was measured of one alone has no ratio.</summary>
    public void Beside(Report other)
    {
        Console.Out.WriteLine("| | | one table | partitions | ratio |\n| --- | --- | ---: | ---: | ---: |");
        foreach (var (what, unit) in _measured.Concat(other._measured).Select(each => (each.What, each.Unit)).Distinct())
        {
            var (mine, its) = (Of(what), other.Of(what));
            Console.Out.WriteLine($"| {what} | {unit} | {Text(mine)} | {Text(its)} | {Text(its / mine)} |");
        }
    }

    private double? Of(string what) => _measured.Where(each => each.What == what).Select(each => (double?)each.Value).FirstOrDefault();

    private static string Text(double? value) => value is not { } number ? "" : number.ToString(Math.Abs(number) switch
    {
        >= 1000 => "N0",
        >= 100 => "0",
        >= 10 => "0.0",
        >= 0.1 => "0.00",
        _ => "0.0000",
    }, CultureInfo.InvariantCulture);
}
