using Google.Protobuf.WellKnownTypes;
using TaskForce.Tasking.Orders;

namespace TaskForce.Tasking.Missions;

internal static partial class MissionMapping
{
    public static V1.Mission ToProto(this MissionRow row, IEnumerable<V1.Order> orders)
    {
        var mission = row.Value;
        var proto = new V1.Mission
        {
            Name = row.Name,
            Hotspot = mission.Brief.Hotspot.ToString(),
            Title = mission.Brief.Title,
            Instructions = mission.Brief.Instructions,
            State = mission.State.ToProto(),
            ResponsePlan = mission.Brief.Plan.ToString(),
            Requirement = mission.Brief.Requirement,
            Approvals = { mission.Approvals.Select(ToProto) },
            Mandate = mission.Mandate,
            Orders = { orders },
            Reason = mission.Reason,
            CreateTime = mission.CreateTime.ToTimestamp(),
            UpdateTime = mission.UpdateTime.ToTimestamp(),
            DispatchTime = mission.DispatchTime?.ToTimestamp(),
            ArrivalTime = mission.ArrivalTime?.ToTimestamp(),
            EndTime = mission.EndTime?.ToTimestamp(),
            Report = mission.Report?.ToProto(),
            Priority = mission.Priority,
            Offers = { mission.Offers.Select(offer => ToProto(offer, mission)) },
            Preemption = mission.Preemption?.ToProto(),
            Handovers = { mission.Handovers.Select(ToProto) },
            Etag = row.Etag,
            Period = mission.Brief.Requirement.Period,
            Digest = mission.Consent?.Digest ?? "",
            VoidApprovals = { mission.VoidApprovals.Select(ToProto) },
            MandateName = mission.MandateName,
            ApprovalDueTime = mission.ApprovalDue?.ToTimestamp(),
            Responsibilities = { mission.Responsibles.Select(ToProto) },
            LeadNation = mission.LeadNation,
            ResponsibilityHistory = { mission.DeskHistory.Select(ToProto) },
        };
        if (mission.Team is { } team)
        {
            proto.Team = team.Name;
            proto.Members.AddRange(team.Members);
            proto.Assets.AddRange(team.Assets);
            proto.Breaches.AddRange(team.Breaches);
            proto.Impairments.AddRange(team.Impairments);
            proto.Repair = team.Repair;
            proto.LegalUntil = team.LegalUntil?.ToTimestamp();
        }

        return proto;
    }

    public static V1.Mission.Types.State ToProto(this MissionState state) => (V1.Mission.Types.State)state;

    /// <summary>Reads a report, naming everything that is wrong with it.</summary>
    public static MissionReport ToDomain(this V1.Mission.Types.Report? report)
    {
        var violations = new Violations();
        violations.Check(report is not null, "report", "is required");
        violations.Check(report is null or { Arrests: >= 0 }, "report.arrests", "must not be negative");
        violations.Check(report is null or { Seizures: >= 0 }, "report.seizures", "must not be negative");
        violations.Check(report is null or { Injuries: >= 0 }, "report.injuries", "must not be negative");
        violations.CheckText(report?.Text ?? "", 0, 10_000, "report.text");
        violations.ThrowIfAny();
        return new(report!.Arrests, report.Seizures, report.Injuries, report.Text.Trim());
    }

    private static V1.Mission.Types.Report ToProto(this MissionReport report) => new()
    {
        Arrests = report.Arrests,
        Seizures = report.Seizures,
        Injuries = report.Injuries,
        Text = report.Text,
    };

    private static V1.Mission.Types.Approval ToProto(Approval approval) => new()
    {
        Nation = approval.Nation,
        Decision = (V1.Mission.Types.Approval.Types.Decision)approval.Decision,
        Approver = approval.Approver,
        DecisionTime = approval.DecisionTime?.ToTimestamp(),
        Comment = approval.Comment,
        MissionEtag = approval.MissionEtag,
        OverrideReason = approval.OverrideReason,
        Authority = approval.Authority is { } right
            ? new() { Kind = (V1.Mission.Types.Authority.Types.Kind)right.Kind, Source = right.Source, SourceEtag = right.SourceEtag, Giver = right.Giver }
            : null,
        Digest = approval.Consent?.Digest ?? "",
        Content = approval.Consent?.Content ?? "",
        ContentNations = { approval.Consent?.Nations ?? [] },
        DueTime = approval.DueTime?.ToTimestamp(),
    };

    private static V1.Mission.Types.VoidApproval ToProto(VoidApproval ended) =>
        new() { Approval = ToProto(ended.Approval), Reason = ended.Reason, VoidTime = ended.Time.ToTimestamp() };

    public static V1.Mission.Types.Responsibility ToProto(this Responsible each) =>
        new() { Nation = each.Nation, Holder = each.Holder, Since = each.Since.ToTimestamp() };

    private static V1.Mission.Types.ResponsibilityChange ToProto(DeskChange change) => new()
    {
        Cause = (V1.Mission.Types.ResponsibilityChange.Types.Cause)change.Cause,
        Nation = change.Nation,
        From = change.From,
        To = change.To,
        Time = change.Time.ToTimestamp(),
        Reason = change.Reason,
        Handover = change.Handover,
    };
}
