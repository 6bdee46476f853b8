using System.Diagnostics;
using Grpc.Core;
using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;
using static TaskForce.Roster.V1.TeamMember.Types;

namespace TaskForce.OrderLatency;

/// <summary>Plans missions, and times what comes after the last key is turned.</summary>
internal static class Dispatches
{
    public const int TeamSize = 4;

    private const int WarmUp = 100;

    public static async Task<IReadOnlyCollection<TimeSpan>> MeasureAsync(
        BenchRoster roster, FieldFleet fleet, ProcessorTime spent, int samples)
    {
        var latencies = new List<TimeSpan>();
        for (var sample = -WarmUp; sample < samples; sample++)
        {
            var mission = await PlanAsync(roster, sample + WarmUp);
            if (sample < 0)
            {
                await DispatchAsync(roster, fleet, mission);
            }
            else
            {
                latencies.AddRange(await spent.MeasureAsync(() => DispatchAsync(roster, fleet, mission)));
            }

            await RecallAsync(roster, mission);
        }

        return latencies;
    }

    /// <summary>Orders per second when many missions are dispatched at once, until the last order is in its device's hands.</summary>
    public static async Task<double> SustainAsync(BenchRoster roster, FieldFleet fleet, int dispatchers, int count)
    {
        // As many at a time as there are members for.
        var size = Math.Min(count, roster.Members.Count / TeamSize);
        var (orders, spent) = (0, TimeSpan.Zero);
        for (var first = 0; first < count; first += size)
        {
            var missions = await Task.WhenAll(Enumerable.Range(first, Math.Min(size, count - first)).Select(i => PlanAsync(roster, i)));
            var arrivals = missions.SelectMany(mission => mission.Members).Select(member => fleet.NextOrderAsync(IdOf(member))).ToList();
            var began = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(missions, new ParallelOptions { MaxDegreeOfParallelism = dispatchers }, async (mission, cancellation) =>
                await roster.Dispatchers[0].Missions.DispatchMissionAsync(new() { Name = mission.Name }, cancellationToken: cancellation));
            spent += Stopwatch.GetElapsedTime(began, (await Task.WhenAll(arrivals)).Max());
            orders += arrivals.Count;
            await Task.WhenAll(missions.Select(mission => RecallAsync(roster, mission)));
        }

        return orders / spent.TotalSeconds;
    }

    private static async Task<List<TimeSpan>> DispatchAsync(BenchRoster roster, FieldFleet fleet, Mission mission)
    {
        var arrivals = mission.Members.Select(member => fleet.NextOrderAsync(IdOf(member))).ToList();
        var began = Stopwatch.GetTimestamp();
        await roster.Dispatchers[0].Missions.DispatchMissionAsync(new() { Name = mission.Name });
        return [.. (await Task.WhenAll(arrivals)).Select(arrived => Stopwatch.GetElapsedTime(began, arrived))];
    }

    private static async Task RecallAsync(BenchRoster roster, Mission mission) =>
        await roster.Dispatchers[0].Missions.RecallMissionAsync(new() { Name = mission.Name, Reason = "Measured." });

    private static string IdOf(TeamMember member) => member.Member["members/".Length..];

    private static async Task<Mission> PlanAsync(BenchRoster roster, int number)
    {
        var missions = roster.Dispatchers[0].Missions;
        var mission = await missions.CreateMissionAsync(new() { Mission = new() { Hotspot = roster.Hotspot } });
        await AssignAsync(missions, new()
        {
            Name = mission.Name,
            Members = { Enumerable.Range(0, TeamSize).Select(i => Member(roster, number, i)) },
        });
        await Task.WhenAll(roster.Commanders.Select(commander => commander.Missions.ApproveMissionAsync(new() { Name = mission.Name }).ResponseAsync));
        return await missions.GetMissionAsync(new() { Name = mission.Name });
    }

    // The first members of a small fleet are wanted again before their last team has let them go.
    private static async Task AssignAsync(MissionService.MissionServiceClient missions, AssignTeamRequest request)
    {
        while (true)
        {
            try
            {
                await missions.AssignTeamAsync(request);
                return;
            }
            catch (RpcException taken) when (taken.StatusCode == StatusCode.Aborted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    private static TeamMember Member(BenchRoster roster, int number, int index) => new()
    {
        Member = $"members/{roster.Members[((number * TeamSize) + index) % roster.Members.Count]}",
        Role = index switch { 0 => Role.Leader, 1 => Role.Deputy, _ => Role.Member },
    };
}
