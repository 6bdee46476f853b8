using System.Diagnostics;
using Grpc.Core;
using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;
using static TaskForce.Roster.V1.TeamMember.Types;

namespace TaskForce.OrderLatency;

/// <summary>Plans missions, and times what comes after the last key is turned.</summary>
internal static class Dispatches
{
    private const int WarmUp = 100;
    private const int TeamSize = 4;

    public static async Task<IReadOnlyCollection<TimeSpan>> MeasureAsync(BenchRoster roster, FieldFleet fleet, int samples)
    {
        var latencies = new List<TimeSpan>();
        for (var sample = -WarmUp; sample < samples; sample++)
        {
            var mission = await PlanAsync(roster, (sample + WarmUp) * TeamSize);
            var measured = await DispatchAsync(roster, fleet, mission);
            if (sample >= 0)
            {
                latencies.AddRange(measured);
            }

            await roster.Dispatchers[0].Missions.RecallMissionAsync(new() { Name = mission.Name, Reason = "Measured." });
        }

        return latencies;
    }

    private static async Task<List<TimeSpan>> DispatchAsync(BenchRoster roster, FieldFleet fleet, Mission mission)
    {
        var connected = mission.Members.Select(member => member.Member["members/".Length..]).Where(fleet.Members.Contains);
        var arrivals = connected.Select(fleet.NextOrderAsync).ToList();
        var began = Stopwatch.GetTimestamp();
        await roster.Dispatchers[0].Missions.DispatchMissionAsync(new() { Name = mission.Name });
        return [.. (await Task.WhenAll(arrivals)).Select(arrived => Stopwatch.GetElapsedTime(began, arrived))];
    }

    private static async Task<Mission> PlanAsync(BenchRoster roster, int first)
    {
        var missions = roster.Dispatchers[0].Missions;
        var mission = await missions.CreateMissionAsync(new() { Mission = new() { Hotspot = roster.Hotspot } });
        await AssignAsync(missions, new()
        {
            Name = mission.Name,
            Members = { Enumerable.Range(0, TeamSize).Select(i => Member(roster, first, i)) },
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

    private static TeamMember Member(BenchRoster roster, int first, int index) => new()
    {
        // The first member is in every small fleet, so that a fleet of one sees every dispatch.
        Member = $"members/{roster.Members[index == 0 ? 0 : (first + index) % roster.Members.Count]}",
        Role = index switch { 0 => Role.Leader, 1 => Role.Deputy, _ => Role.Member },
    };
}
