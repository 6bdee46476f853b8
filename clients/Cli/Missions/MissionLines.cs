using TaskForce.Cli.Handovers;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Mission.Types;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Cli.Missions;

/// <summary>What happened to a mission, a line each.</summary>
internal static class MissionLines
{
    /// <summary>The line for one change.</summary>
    /// <param name="before">The state before it, if known.</param>
    /// <param name="withName">Whether the line must say which mission.</param>
    public static FormattableString Of(MissionEvent change, State before, TimeProvider clock, bool withName)
    {
        var name = withName ? $"{ResourceText.Id(change.Mission.Name)}  " : "";
        var state = before == change.Mission.State ? "" : $"  -> {EnumText.Words(change.Mission.State)}";
        return $"[dim]{clock.TimeOfDay(change.Time)}[/]  [bold]{name}[/]{What(change)}[green]{state}[/]  [dim]{change.Actor}[/]";
    }

    private static string What(MissionEvent change) => change.Type switch
    {
        EventType.Created => $"created: {change.Mission.Title}",
        EventType.TeamAssigned => $"team reserved: {Texts.List(change.Mission.Members.Select(member => Texts.Who(member.CallSign, member.Nation)))}",
        EventType.Approved => $"key turned; {MissionView.Keys(change.Mission)}",
        EventType.Rejected => $"refused: {change.Mission.Reason}",
        EventType.Dispatched => $"dispatched to {change.Mission.Orders.Count} recipients",
        EventType.OrderAcknowledged => Acknowledged(change.Order),
        EventType.Progressed => Progressed(change.Order),
        EventType.Recalled => $"recalled: {change.Mission.Reason}",
        EventType.Cancelled => $"cancelled: {change.Mission.Reason}",
        EventType.Completed => $"completed: {MissionView.Report(change.Mission.Report)}",
        EventType.Reported => $"the leader's report came: {MissionView.Report(change.Mission.Report)}",
        EventType.TeamExpired => "the team's reservation ended",
        EventType.TeamImpaired => $"the team is not valid: {Texts.List(change.Mission.Impairments.Select(impairment => impairment.Message))}",
        EventType.TeamRestored => "the team is valid again",
        EventType.RepairProposed => $"repair: {change.Mission.Repair.Message}",
        EventType.Escalated => $"{OrderText.Escalated(change.Order)}{Take(change)}",
        EventType.CheckedIn => $"{OrderText.Who(change.Order)}  all well",
        EventType.CheckInDue => $"{OrderText.Who(change.Order)}  has not checked in; reminded",
        EventType.CheckInMissed => $"{OrderText.Who(change.Order)}  DID NOT CHECK IN; the centres are alerted",
        EventType.HelpNeeded => $"{(change.Order is null ? change.Actor : OrderText.Who(change.Order))}  NEEDS HELP; see taskforce alert list",
        EventType.PreemptionConsented => $"agreed to take the team of {ResourceText.Id(change.Mission.Preemption.From)}; {Missing(change.Mission.Preemption)}",
        EventType.TeamTaken => $"took the team of {ResourceText.Id(change.Mission.Handovers[^1].From)}: {change.Mission.Handovers[^1].Reason}",
        EventType.TeamPreempted => $"team taken by {ResourceText.Id(change.Mission.Handovers[^1].To)}: {change.Mission.Handovers[^1].Reason}; another one is needed",
        EventType.PreemptionRefused => $"the roster does not hand the team over: {change.Mission.Reason}",
        EventType.PreAuthorised => $"key turned beforehand; {MissionView.Keys(change.Mission)}",
        EventType.RejectedBySilence => $"refused by silence: {change.Mission.Reason}",
        EventType.Updated => $"changed{Voided(change.Mission)}",
        EventType.TerritoryEntered => Entered(change.Order),
        EventType.ArrivalRetracted => $"{OrderText.Who(change.Order)}  had not arrived: a position that came late shows it",
        EventType.ResponsibilityChanged => $"answers for it: {HandoverView.Who(change.Mission.Responsibilities)}; {change.Mission.LeadNation} leads",
        _ => EnumText.Words(change.Type),
    };

    // What takes the offer, so that nobody has to look it up.
    private static string Take(MissionEvent change) =>
        change.Order.Escalations[^1].Action == Order.Types.EscalationAction.OfferNextProposal
        && change.Mission.Offers.FirstOrDefault(offer => offer.Order == change.Order.Name) is { } offer && OrderText.Commands(change.Mission, offer).ToList() is { Count: > 0 } commands
            ? $" Take it: {string.Join("; then ", commands)}"
            : "";

    private static string Missing(Mission.Types.Preemption pending) =>
        pending.MissingNations.Count > 0 ? $"{string.Join(" and ", pending.MissingNations)} must agree too" : "the roster moves the people";

    private static string Voided(Mission mission) =>
        mission.VoidApprovals.Count > 0 && mission.State == State.AwaitingApproval ? $"; {MissionView.Keys(mission)}" : "";

    private static string Entered(Order order) => $"{Texts.Who(order.CallSign, order.Nation)}  "
        + (order.Territory.Mandate.Length > 0 ? $"is under {ResourceText.Id(order.Territory.Mandate)}" : "has no powers where they are");

    private static string Acknowledged(Order order)
    {
        var reason = order.Rung == Order.Types.Rung.Declined ? $": {order.Acknowledgements[^1].Reason}" : "";
        return $"{OrderText.Who(order)}  {OrderText.Rung(order)}{reason}{(order.Devices.Count > 1 ? $"  ({OrderText.Devices(order)})" : "")}";
    }

    private static string Progressed(Order order)
    {
        var how = order.Progress.LastOrDefault(reached => reached.Stage == order.Stage) switch
        {
            { HeardLate: true } reached => reached.DeviceTime < order.SupersedeTime ? ", before it was called off; heard now" : ", after it was called off",
            { FromPosition: true, CorrectedFrom: { } told } reached =>
                $", seen by a position that came late: {(reached.DeviceTime.CompareTo(told) < 0 ? "earlier" : "later")} than was told",
            { FromPosition: true, ConfirmedTime: not null } => ", seen by position and confirmed",
            { FromPosition: true } => ", seen by position",
            _ => "",
        };
        return $"{OrderText.Who(order)}  {EnumText.Words(order.Stage)}{how}";
    }
}
