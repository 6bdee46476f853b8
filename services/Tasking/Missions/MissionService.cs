using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Handovers;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.PreAuthorisations;
using TaskForce.Tasking.Release;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Tasking.Missions;

internal sealed partial class MissionService(Journal<TaskingDb> journal, MissionViews views, TeamPlanning planning, TimeProvider clock)
    : V1.MissionService.MissionServiceBase
{
    private const int LongestComment = 500;

    public override Task<V1.Mission> CreateMission(V1.CreateMissionRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.FromChosenId<MissionName>(request.MissionId, "mission_id");
        var asked = request.Mission ?? new();
        Check(violations =>
        {
            violations.Require(asked, "mission.");
            violations.CheckText(asked.Title, 0, 200, "mission.title");
            violations.CheckText(asked.Instructions, 0, 2000, "mission.instructions");
            violations.Check(asked.Priority is >= 0 and <= 10, "mission.priority", "must be 1 to 10, or 0 for that of the hotspot's severity");
            violations.CheckPeriod(asked.Period, "mission.period");
        });
        var hotspotName = ResourceName.Parse<HotspotName>(asked.Hotspot, "mission.hotspot");

        return journal.ChangeAsync(request, caller, async db =>
        {
            if (await db.Missions.AnyAsync(row => row.Name == name.ToString()))
            {
                throw new DomainException(Fault.Exists, "MISSION_EXISTS", $"{name} exists.");
            }

            var hotspot = (await db.Hotspots.GetAsync(hotspotName)).Value;
            hotspot.MustBeActive();
            var planned = Mission.Plan(name, planning.Brief(hotspot, asked, now), now);
            planned.MustBeActedOnBy(caller);
            var row = new MissionRow();
            row.Set(await db.StaffAsync(planned with
            {
                Planners = [caller.Subject],
                Priority = asked.Priority > 0 ? asked.Priority : Mission.PriorityOf(hotspot.Details.Severity),
            }, caller, now));
            db.Missions.Add(row);
            return await db.RecordAsync(row, EventType.Created, caller.Subject, now);
        }, context.CancellationToken);
    }

    public override Task<V1.Mission> GetMission(V1.GetMissionRequest request, ServerCallContext context) =>
        views.GetAsync(ResourceName.Parse<MissionName>(request.Name), context.GetCaller(), context.CancellationToken);

    public override Task<V1.ListMissionsResponse> ListMissions(V1.ListMissionsRequest request, ServerCallContext context) =>
        views.ListAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<V1.Mission> AssignTeam(V1.AssignTeamRequest request, ServerCallContext context)
    {
        Check(violations => violations.Require(request));

        return OnceAsync<V1.Mission>(request, context, () => AssignAsync(request, context));
    }

    public override Task<V1.Mission> DispatchMission(V1.DispatchMissionRequest request, ServerCallContext context) =>
        OnceAsync<V1.Mission>(request, context, () => DispatchAsync(request, context));

    public override Task<V1.Mission> RecallMission(V1.RecallMissionRequest request, ServerCallContext context)
    {
        Check(violations => violations.CheckText(request.Reason, 1, LongestComment, "reason"));

        return ChangeAsync(request.Name, request.Etag, request, EventType.Recalled, context,
            (row, now) => row.Value.Recall(request.Reason.Trim(), now), OrderKind.Recall, next => next.Reason);
    }

    public override Task<V1.Mission> CompleteMission(V1.CompleteMissionRequest request, ServerCallContext context)
    {
        var caller = context.GetCaller();
        var report = request.Report.ToDomain();

        return ChangeAsync(request.Name, request.Etag, request, EventType.Completed, context, (row, now) =>
            caller.Member.Length == 0 || row.Value.Team?.Leader == caller.Member
                ? row.Value.Complete(report, now)
                : throw new DomainException(Fault.Denied, "NOT_THE_LEADER", $"{caller.Member} does not lead the team of {row.Name}."));
    }

    public override Task WatchMissions(
        V1.WatchMissionsRequest request, IServerStreamWriter<V1.MissionEvent> responseStream, ServerCallContext context) =>
        views.WatchAsync(request, context.GetCaller(), responseStream, context.CancellationToken);

    private async Task<V1.Mission> AssignAsync(V1.AssignTeamRequest request, ServerCallContext context)
    {
        var mission = await ReadAsync(request.Name, request.Etag, MissionState.AwaitingApproval, context);
        var mandate = planning.MandateFor(mission, [.. mission.Brief.Requirement.Quotas.Select(quota => quota.Nation)]);
        var caller = context.GetCaller();
        var team = await planning.ReserveAsync(mission, mandate, request, caller, context.CancellationToken);

        try
        {
            return await ChangeAsync(request.Name, request.Etag, request, EventType.TeamAssigned, context, async (db, row, now) =>
            {
                var covering = planning.MandateFor(row.Value, team.Nations);
                MustBeFor(mission.Brief, row);
                return await db.StaffNewcomersAsync(
                    row.Value, row.Value.Assign(team, covering.Text, planning.TermsOf(row.Value, covering, caller.Subject), now), now);
            }, (db, row, assigned, now) => db.PreAuthoriseAsync(row, assigned, now));
        }
        catch (DomainException)
        {
            // Somebody changed the mission in between: its team must not stay reserved for nothing.
            await planning.ReleaseAsync(team.Name, CancellationToken.None);
            throw;
        }
    }

    private async Task<V1.Mission> DispatchAsync(V1.DispatchMissionRequest request, ServerCallContext context)
    {
        var mission = await ReadAsync(request.Name, request.Etag, MissionState.Ordered, context);
        planning.MandateFor(mission, mission.Team!.Nations);
        // If this service dies now, the mission is still approved and its team kept: dispatching again goes on from here.
        var confirmed = await planning.ConfirmAsync(mission, context.CancellationToken);

        return await ChangeAsync(request.Name, request.Etag, request, EventType.Dispatched, context,
            (row, now) => row.Value.Team?.HasSamePeopleAs(confirmed) == true && row.Value.Brief == mission.Brief
                ? row.Value.Dispatch(now)
                : throw new DomainException(Fault.Conflict, "MISSION_CHANGED", $"{row.Name} or its team changed while it was being dispatched; look again."),
            OrderKind.Deploy, next => next.Brief.Instructions);
    }

    private Task<T> OnceAsync<T>(IMessage request, ServerCallContext context, Func<Task<T>> act) where T : class, IMessage<T>, new() =>
        journal.OnceAsync(request, context.GetCaller(), act, context.CancellationToken);

    private async Task<Mission> ReadAsync(string mission, string etag, MissionState next, ServerCallContext context)
    {
        var name = ResourceName.Parse<MissionName>(mission);
        var row = await journal.ReadAsync(db => db.Missions.GetAsync(name), context.CancellationToken);
        row.Value.MustBeActedOnBy(context.GetCaller());
        Etag.Check(etag, row.Version, row.Name);
        row.Value.MustBeAbleTo(next);
        return row.Value;
    }

    private Task<V1.Mission> ChangeAsync(
        string mission, string etag, IMessage request, EventType type, ServerCallContext context,
        Func<MissionRow, DateTimeOffset, Mission> change, OrderKind? orders = null, Func<Mission, string>? instructions = null)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.Parse<MissionName>(mission);

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Missions.GetAsync(name);
            row.Value.MustBeActedOnBy(caller);
            Etag.Check(etag, row.Version, row.Name);
            var next = change(row, now);
            if (ReferenceEquals(next, row.Value))
            {
                return (await db.ToProtoAsync([row]))[0];
            }

            row.Set(next);
            if (orders is { } kind && next.DispatchTime is not null)
            {
                await db.GiveOrdersAsync(next, next.Team!.Members, kind, instructions!(next), planning.PlanOf(next).Ladder, now);
            }

            if (next.State == MissionState.Completed)
            {
                await db.EndOrdersAsync(name, now);
            }

            var told = (next.State, type) switch
            {
                (MissionState.Cancelled, _) => EventType.Cancelled,
                (MissionState.Recalled, EventType.Completed) => EventType.Reported,
                _ => type,
            };
            return await db.RecordAsync(row, told, caller.Subject, now, unit: caller.UnitNation());
        }, context.CancellationToken);
    }

    // The roster judged the team for this place and time.
    private static void MustBeFor(MissionBrief brief, MissionRow row)
    {
        if (!row.Value.Brief.Requirement.Equals(brief.Requirement))
        {
            throw new DomainException(Fault.Conflict, "MISSION_CHANGED", $"The place or time of {row.Name} changed while its team was being reserved; look again.");
        }
    }

    private static void Check(Action<Violations> check)
    {
        var violations = new Violations();
        check(violations);
        violations.ThrowIfAny();
    }
}
