using Grpc.Core;
using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;
using static TaskForce.Roster.V1.TeamMember.Types;

namespace TaskForce.Bench;

/// <summary>Missions that are ready to be dispatched, for teams taken from the roster in turn.</summary>
internal static class Plans
{
    public const int TeamSize = 4;

    public static async Task RecallAsync(BenchRoster roster, Mission mission) =>
        await roster.Dispatchers[0].Missions.RecallMissionAsync(new() { Name = mission.Name, Reason = "Measured." });

    public static string IdOf(TeamMember member) => member.Member["members/".Length..];

    public static async Task<Mission> PlanAsync(BenchRoster roster, int number)
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
