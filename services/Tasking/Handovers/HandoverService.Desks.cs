using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Missions;

namespace TaskForce.Tasking.Handovers;

/// <summary>Who is at the desks, and who answers for what.</summary>
internal sealed partial class HandoverService
{
    private const int LongestReason = 500;

    public override Task<V1.Mission> TakeOverMission(V1.TakeOverMissionRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.Parse<MissionName>(request.Mission, "mission");
        var violations = new Violations();
        violations.CheckText(request.Reason, 0, LongestReason, "reason");
        violations.ThrowIfAny();

        return journal.ChangeAsync(request, caller,
            async db => await db.TakeOverAsync(await db.Missions.GetAsync(name), caller, request.Reason.Trim(), now), context.CancellationToken);
    }

    public override Task<V1.ListResponsibilitiesResponse> ListResponsibilities(V1.ListResponsibilitiesRequest request, ServerCallContext context) =>
        journal.ReadAsync(async db =>
        {
            var holder = $"={request.Filter?.Holder}\n";
            var rows = db.Missions.Where(row => row.IsLive && (holder == "=\n" || row.Holders.Contains(holder)));
            var page = await rows.ToPageAsync<MissionRow, Mission>(
                request.PageSize, request.PageToken, request.Filter, newestFirst: true, context.CancellationToken);
            return new V1.ListResponsibilitiesResponse { Entries = { page.Rows.Select(ToEntry) }, NextPageToken = page.NextPageToken };
        }, context.CancellationToken);

    public override Task<V1.DeskWatch> BeginWatch(V1.BeginWatchRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.FindWatchAsync(DeskPerson.Of(caller))
                ?? db.DeskWatches.Add(new() { Nation = caller.Nation, Person = caller.Subject, BeginTime = now.UtcTicks }).Entity;
            return row.ToProto();
        }, context.CancellationToken);
    }

    public override Task<V1.DeskWatch> EndWatch(V1.EndWatchRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.FindWatchAsync(DeskPerson.Of(caller))
                ?? throw new DomainException(Fault.Rejected, "NOT_ON_WATCH", $"{caller.Subject} is not on watch at the desk of {caller.Nation}.");
            MustHoldNothing(caller, await db.HeldByAsync(caller.Nation, caller.Subject));
            row.EndTime = now.UtcTicks;
            return row.ToProto();
        }, context.CancellationToken);
    }

    public override Task<V1.ListDeskWatchesResponse> ListDeskWatches(V1.ListDeskWatchesRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        violations.CheckNation(request.Nation, "nation");
        violations.ThrowIfAny();

        return journal.ReadAsync(async db =>
        {
            var rows = await db.DeskWatches.Where(row => row.EndTime == null && (request.Nation == "" || row.Nation == request.Nation))
                .OrderBy(row => row.Ordinal).ToListAsync(context.CancellationToken);
            return new V1.ListDeskWatchesResponse { DeskWatches = { rows.Select(row => row.ToProto()) } };
        }, context.CancellationToken);
    }

    private static void MustHoldNothing(Caller caller, List<MissionRow> held)
    {
        if (held.Count > 0)
        {
            throw new DomainException(Fault.Rejected, "STILL_RESPONSIBLE",
                $"{caller.Subject} still answers for {string.Join(", ", held.Select(row => $"{row.Value.Brief.Title} ({row.Name})"))}. Hand over first; whoever takes over must accept.",
                [.. held.Select(row => new Violation(row.Name, "nobody has taken it over"))]);
        }
    }

    private static V1.ListResponsibilitiesResponse.Types.Entry ToEntry(MissionRow row) => new()
    {
        Mission = row.Name,
        Title = row.Value.Brief.Title,
        State = row.Value.State.ToProto(),
        Responsibilities = { row.Value.Responsibles.Select(MissionMapping.ToProto) },
        LeadNation = row.Value.LeadNation,
    };
}
