using Google.Protobuf;
using Grpc.Core;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Release;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;
using Format = TaskForce.Tasking.V1.ExportAfterActionReportRequest.Types.Format;

namespace TaskForce.Tasking.AfterAction;

internal sealed class AfterActionReportService(Journal<TaskingDb> journal, TimeProvider clock) : V1.AfterActionReportService.AfterActionReportServiceBase
{
    private const string Suffix = "/afterActionReport";

    public override Task<V1.AfterActionReport> GetAfterActionReport(V1.GetAfterActionReportRequest request, ServerCallContext context)
    {
        var (name, caller) = (MissionOf(request.Name), context.GetCaller());

        return journal.ReadAsync(async db =>
        {
            var mission = await db.Missions.GetAsync(name);
            mission.Value.MustBeReadableBy(caller);
            return await db.ReportOfAsync(mission);
        }, context.CancellationToken);
    }

    public override Task<V1.AfterActionReport> UpdateAfterActionReport(V1.UpdateAfterActionReportRequest request, ServerCallContext context)
    {
        var changes = request.AfterActionReport ?? new();

        return ChangeAsync(changes.Name, changes.Etag, request, EventType.ReportChanged, context, (mission, written, content, now) =>
        {
            mission.MustBeWritableBy(context.GetCaller());
            var asked = UpdateMask.Apply(content, changes, request.UpdateMask, "after_action_report");
            Check(asked);
            return written.Write(asked, context.GetCaller(), now);
        });
    }

    public override Task<V1.AfterActionReport> SignAfterActionReport(V1.SignAfterActionReportRequest request, ServerCallContext context) =>
        ChangeAsync(request.Name, request.Etag, request, EventType.ReportSigned, context, (mission, written, content, now) =>
        {
            mission.MustTakePart(context.GetCaller());
            return written.Sign(content, request.Digest, context.GetCaller(), now);
        });

    public override async Task<V1.ExportAfterActionReportResponse> ExportAfterActionReport(V1.ExportAfterActionReportRequest request, ServerCallContext context)
    {
        var name = MissionOf(request.Name);
        var violations = new Violations();
        violations.Check(request.Format != Format.Unspecified && System.Enum.IsDefined(request.Format), "format", "must be MARKDOWN, PDF or JSON");
        violations.ThrowIfAny();

        // Nobody looks into a file on its way out.
        var report = context.GetView().Of(await journal.ReadAsync(async db => await db.ReportOfAsync(await db.Missions.GetAsync(name)), context.CancellationToken));
        AuditNotes.Show(report);

        return ReportFiles.Write(report, request.Format, name.Id);
    }

    private Task<V1.AfterActionReport> ChangeAsync(
        string report, string etag, IMessage request, EventType type, ServerCallContext context,
        Func<Mission, AfterAction, V1.AfterActionReport, DateTimeOffset, AfterAction> change)
    {
        var (name, caller, now) = (MissionOf(report), context.GetCaller(), clock.GetUtcNow());

        return journal.ChangeAsync(request, caller, async db =>
        {
            var mission = await db.Missions.GetAsync(name);
            var (row, written) = await db.AfterActionOfAsync(name);
            Etag.Check(etag, row?.Version ?? 0, AfterActionRow.NameOf(name));
            var next = change(mission.Value, written, await db.ContentOfAsync(mission, written), now);
            if (!ReferenceEquals(next, written))
            {
                row ??= db.AfterActions.Add(new()).Entity;
                row.Set(next);
                await db.RecordAsync(mission, type, caller.Subject, now, unit: caller.UnitNation());
            }

            return await db.ReportOfAsync(mission);
        }, context.CancellationToken);
    }

    private static void Check(V1.AfterActionReport asked)
    {
        var violations = new Violations();
        violations.CheckText(asked.Narrative, 0, 20_000, "after_action_report.narrative");
        violations.CheckText(asked.Lessons, 0, 10_000, "after_action_report.lessons");
        violations.Check(asked.Figures is null or { Arrests: >= 0, Seizures: >= 0, Injuries: >= 0 }, "after_action_report.figures", "must not be negative");
        violations.ThrowIfAny();
    }

    private static MissionName MissionOf(string name) =>
        name.EndsWith(Suffix, StringComparison.Ordinal) && ResourceName.TryParse<MissionName>(name[..^Suffix.Length]) is { } mission
            ? mission
            : throw new DomainException(Fault.Invalid, "INVALID_NAME", $"name: '{name}' is not a name of the form missions/{{mission}}/afterActionReport.",
                [new("name", "is not a name of the form missions/{mission}/afterActionReport")]);
}

/// <summary>Who may do what with a report.</summary>
internal static class ReportAccess
{
    public static void MustBeReadableBy(this Mission mission, Caller caller)
    {
        if (caller.Member.Length > 0 && mission.Team?.Members.Any(member => member.Member == caller.Member) != true)
        {
            throw new DomainException(Fault.Denied, "NOT_YOUR_MISSION", $"{caller.Member} is not of the team of {mission.Name}.");
        }
    }

    public static void MustBeWritableBy(this Mission mission, Caller caller)
    {
        if (caller.Member.Length == 0)
        {
            mission.MustTakePart(caller);
        }
        else if (mission.Team?.Leader != caller.Member)
        {
            throw new DomainException(Fault.Denied, "NOT_THE_LEADER", $"{caller.Member} does not lead the team of {mission.Name}.");
        }
    }

    public static void MustTakePart(this Mission mission, Caller caller)
    {
        if (!ReportContent.NationsOf(mission).Contains(caller.Nation))
        {
            throw new DomainException(Fault.Denied, "NATION_TAKES_NO_PART",
                $"{(caller.Nation.Length > 0 ? caller.Nation : "Your nation")} takes no part in {mission.Name}; those that do are {string.Join(" and ", ReportContent.NationsOf(mission))}.");
        }
    }
}

internal static class AfterActionModule
{
    public static void MapAfterAction(this IEndpointRouteBuilder routes) => routes.MapGrpcService<AfterActionReportService>();
}
