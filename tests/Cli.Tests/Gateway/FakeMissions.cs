using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static TaskForce.Tasking.V1.Mission.Types;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Cli.Tests.Gateway;

internal sealed class FakeMissions(FakeGateway gateway) : Tasking.V1.MissionService.MissionServiceBase
{
    public override Task<Tasking.V1.Mission> CreateMission(Tasking.V1.CreateMissionRequest request, ServerCallContext context) =>
        Change($"missions/m{gateway.Board.Missions.Count + 1}", request, context, EventType.Created, mission =>
        {
            mission.MergeFrom(request.Mission);
            mission.Title = mission.Title.Length > 0 ? mission.Title : "Human trafficking, Tanger Med Port";
            mission.State = State.Draft;
        });

    public override Task<Tasking.V1.Mission> GetMission(Tasking.V1.GetMissionRequest request, ServerCallContext context) =>
        Task.FromResult(gateway.Board.Find(request.Name) ?? throw new RpcException(new Status(StatusCode.NotFound, $"{request.Name} does not exist.")));

    public override Task<Tasking.V1.Mission> AssignTeam(Tasking.V1.AssignTeamRequest request, ServerCallContext context) =>
        Change(request.Name, request, context, EventType.TeamAssigned, mission =>
        {
            foreach (var member in request.Members)
            {
                var known = Sample.Members.First(each => each.Name == member.Member);
                mission.Members.Add(new Roster.V1.TeamMember { Member = known.Name, Role = member.Role, Nation = known.Nation, CallSign = known.CallSign });
            }

            mission.Approvals.Add(mission.Members.Select(member => member.Nation).Distinct().Select(nation =>
                new Approval { Nation = nation, Decision = Approval.Types.Decision.Pending }));
            mission.State = State.AwaitingApproval;
        });

    public override Task<Tasking.V1.Mission> ApproveMission(Tasking.V1.ApproveMissionRequest request, ServerCallContext context) =>
        Change(request.Name, request, context, EventType.Approved, mission =>
        {
            var nation = FakeGateway.ProfileOf(context).Split('.')[1].ToUpperInvariant();
            mission.Approvals.Single(key => key.Nation == nation).Decision = Approval.Types.Decision.Approved;
            mission.State = mission.Approvals.All(key => key.Decision == Approval.Types.Decision.Approved) ? State.Approved : State.AwaitingApproval;
        });

    public override Task<Tasking.V1.Mission> DispatchMission(Tasking.V1.DispatchMissionRequest request, ServerCallContext context) =>
        Change(request.Name, request, context, EventType.Dispatched, mission =>
        {
            mission.State = State.Ordered;
            mission.Orders.Add(mission.Members.Select(member => FakeField.Order(mission, member, Tasking.V1.Order.Types.Kind.Deploy, gateway.Hotspots.GetValueOrDefault(mission.Hotspot))));
        });

    public override Task<Tasking.V1.Mission> RecallMission(Tasking.V1.RecallMissionRequest request, ServerCallContext context) =>
        Change(request.Name, request, context, EventType.Recalled, mission =>
        {
            mission.Reason = request.Reason;
            mission.Orders.Add(mission.Orders.Count == 0 ? [] : mission.Members.Select(member => FakeField.Order(mission, member, Tasking.V1.Order.Types.Kind.Recall, null)));
            mission.State = State.Recalled;
            mission.EndTime = TimeProvider.System.GetUtcNow().ToTimestamp();
        });

    public override Task<Tasking.V1.Mission> CompleteMission(Tasking.V1.CompleteMissionRequest request, ServerCallContext context) =>
        Change(request.Name, request, context, EventType.Completed, mission =>
        {
            mission.State = State.Completed;
            mission.Report = request.Report;
            mission.EndTime = TimeProvider.System.GetUtcNow().ToTimestamp();
        });

    public override Task<Tasking.V1.Mission> PreemptTeam(Tasking.V1.PreemptTeamRequest request, ServerCallContext context) =>
        Change(request.Name, request, context, EventType.PreemptionConsented, mission => mission.Preemption = new()
        {
            From = request.From,
            Team = "teams/t1",
            Reason = request.Reason,
            MissingNations = { "MA" },
        });

    public override async Task WatchMissions(
        Tasking.V1.WatchMissionsRequest request, IServerStreamWriter<Tasking.V1.MissionEvent> responseStream, ServerCallContext context)
    {
        await foreach (var change in gateway.Board.ReadAsync(request.After, context.CancellationToken))
        {
            if (request.Filter.Mission.Length == 0 || change.Mission.Name == request.Filter.Mission)
            {
                await responseStream.WriteAsync(change);
            }
        }
    }

    private Task<Tasking.V1.Mission> Change(
        string name, Google.Protobuf.IMessage request, ServerCallContext context, EventType type, Action<Tasking.V1.Mission> change)
    {
        gateway.Change(request, context);
        return Task.FromResult(gateway.Board.Change(name, type, FakeGateway.ProfileOf(context), change));
    }
}
