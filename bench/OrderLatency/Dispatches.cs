using System.Diagnostics;
using TaskForce.Bench;
using TaskForce.Tasking.V1;

namespace TaskForce.OrderLatency;

/// <summary>Plans missions, and times what comes after the last key is turned.</summary>
internal static class Dispatches
{
    private const int WarmUp = 100;

    public static async Task<IReadOnlyCollection<TimeSpan>> MeasureAsync(
        BenchRoster roster, FieldFleet fleet, ProcessorTime spent, int samples)
    {
        var latencies = new List<TimeSpan>();
        for (var sample = -WarmUp; sample < samples; sample++)
        {
            var mission = await Plans.PlanAsync(roster, sample + WarmUp);
            if (sample < 0)
            {
                await DispatchAsync(roster, fleet, mission);
            }
            else
            {
                latencies.AddRange(await spent.MeasureAsync(() => DispatchAsync(roster, fleet, mission)));
            }

            await Plans.RecallAsync(roster, mission);
        }

        return latencies;
    }

    /// <summary>Orders per second when many missions are dispatched at once, until the last order is in its device's hands.</summary>
    public static async Task<double> SustainAsync(BenchRoster roster, FieldFleet fleet, int dispatchers, int count)
    {
        // As many at a time as there are members for.
        var size = Math.Min(count, roster.Members.Count / Plans.TeamSize);
        var (orders, spent) = (0, TimeSpan.Zero);
        for (var first = 0; first < count; first += size)
        {
            var missions = await Task.WhenAll(Enumerable.Range(first, Math.Min(size, count - first)).Select(i => Plans.PlanAsync(roster, i)));
            var arrivals = missions.SelectMany(mission => mission.Members).Select(member => fleet.NextOrderAsync(Plans.IdOf(member))).ToList();
            var began = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(missions, new ParallelOptions { MaxDegreeOfParallelism = dispatchers }, async (mission, cancellation) =>
                await roster.Dispatchers[0].Missions.DispatchMissionAsync(new() { Name = mission.Name }, cancellationToken: cancellation));
            spent += Stopwatch.GetElapsedTime(began, (await Task.WhenAll(arrivals)).Max());
            orders += arrivals.Count;
            await Task.WhenAll(missions.Select(mission => Plans.RecallAsync(roster, mission)));
        }

        return orders / spent.TotalSeconds;
    }

    private static async Task<List<TimeSpan>> DispatchAsync(BenchRoster roster, FieldFleet fleet, Mission mission)
    {
        var arrivals = mission.Members.Select(member => fleet.NextOrderAsync(Plans.IdOf(member))).ToList();
        var began = Stopwatch.GetTimestamp();
        await roster.Dispatchers[0].Missions.DispatchMissionAsync(new() { Name = mission.Name });
        return [.. (await Task.WhenAll(arrivals)).Select(arrived => Stopwatch.GetElapsedTime(began, arrived))];
    }
}
