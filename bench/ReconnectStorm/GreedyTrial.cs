using System.Diagnostics;
using System.Globalization;
using TaskForce.Bench;
using TaskForce.Testing;

namespace TaskForce.ReconnectStorm;

/// <summary>What everybody else's orders take while one device opens streams without end.</summary>
internal sealed class GreedyTrial(ServiceProcesses stack, BenchRoster roster, Fleet fleet)
{
    private const int Connections = 240;

    private static readonly TimeSpan Phase = TimeSpan.FromSeconds(20);

    private int _missions;

    public static string Header => "one identity                        when    orders     p50     p99     max | gateway                 | tasking";

    public IAsyncEnumerable<string> MeasureAsync() => new (string What, int Connections, Func<int, string> NameOf)[]
    {
        ("one connection, one device", 1, _ => "greedy"),
        ("240 connections, one device", Connections, _ => "greedy"),
        ("240 connections, ever new devices", Connections, number => $"greedy-{number}"),
    }.ToAsyncEnumerable().SelectMany(way => MeasureAsync(way.What, way.Connections, way.NameOf));

    private async IAsyncEnumerable<string> MeasureAsync(string what, int connections, Func<int, string> nameOf)
    {
        yield return await OrdersAsync(what, "before");
        await using (var greedy = new GreedyDevice(Enumerable.Range(0, connections).Select(_ => stack.Connect("field:de-greedy-1")), nameOf))
        {
            yield return await OrdersAsync(what, "during");
            yield return $"  asked for {greedy.Asked}, at most {greedy.MostOpen} alive at once; ended: {greedy.Ends}";
        }

        yield return await OrdersAsync(what, "after");
    }

    private async Task<string> OrdersAsync(string what, string when)
    {
        await using var gateway = new Meter(stack.ProcessOf("Gateway"));
        await using var tasking = new Meter(stack.ProcessOf("Tasking"));
        var (began, measured) = (Stopwatch.GetTimestamp(), new List<TimeSpan>());
        while (Stopwatch.GetElapsedTime(began) < Phase)
        {
            var mission = await Plans.PlanAsync(roster, _missions++);
            var dispatched = Stopwatch.GetTimestamp();
            await roster.Dispatchers[0].Missions.DispatchMissionAsync(new() { Name = mission.Name });
            measured.AddRange((await Task.WhenAll(fleet.ArrivalsOf(mission))).Select(arrived => Stopwatch.GetElapsedTime(dispatched, arrived)));
            await Plans.RecallAsync(roster, mission);
        }

        var latencies = new Latencies(measured);
        return string.Create(CultureInfo.InvariantCulture, $"{what,-35} {when,-7} {latencies.Count,6} {latencies.At(0.5),7:0.0} {latencies.At(0.99),7:0.0} {latencies.Longest,7:0.0} | {gateway} | {tasking}");
    }
}
