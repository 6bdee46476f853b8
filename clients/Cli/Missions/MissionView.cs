using Spectre.Console.Rendering;
using TaskForce.Cli.Handovers;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Missions;

/// <summary>Missions as people read them.</summary>
internal static class MissionView
{
    public static IRenderable Sheet(IEnumerable<Mission> missions, TimeProvider clock)
    {
        var table = Sheets.Of("MISSION", "STATE", "TITLE", "KEYS", "TEAM", "CREATED");
        foreach (var mission in missions)
        {
            table.Add(ResourceText.Id(mission.Name), EnumText.Words(mission.State), mission.Title, Keys(mission),
                Texts.List(mission.Members.Select(member => Texts.CallSign(member.CallSign))), clock.DateAndTime(mission.CreateTime));
        }

        return table;
    }

    public static IRenderable Card(Mission mission, TimeProvider clock) => new Spectre.Console.Rows(
        Sheets.Card([
            ("Mission", ResourceText.Id(mission.Name)),
            ("Title", mission.Title),
            ("State", EnumText.Words(mission.State)),
            ("Hotspot", ResourceText.Id(mission.Hotspot)),
            ("Answered", mission.Requirement is { Remote: true } ? "remotely: nobody goes there" : ""),
            ("Priority", mission.Priority > 0 ? $"{mission.Priority} of 10" : ""),
            ("Answers for it", HandoverView.Who(mission.Responsibilities)),
            ("Led by", mission.LeadNation),
            ("To approve", KeyView.Short(mission.Digest)),
            .. KeyView.Lines(mission, clock),
            ("Not valid", Texts.List(mission.Impairments.Select(impairment => impairment.Message))),
            ("Repair", mission.Repair?.Message ?? ""),
            ("Offer", string.Join("\n", mission.Offers.SelectMany(offer => OrderText.Commands(mission, offer).Prepend($"for {offer.OutgoingCallSign}: {offer.Repair.Message}")))),
            ("Takes", mission.Preemption is { } taken ? $"the team of {ResourceText.Id(taken.From)}; missing: {Texts.List(taken.MissingNations)}" : ""),
            ("Handovers", string.Join("\n", mission.Handovers.Select(handover => Handover(handover, clock)))),
            ("Breaks", Texts.List(mission.Breaches.Select(breach => breach.Message))),
            ("Legal until", clock.DateAndTime(mission.LegalUntil)),
            ("Mandate", mission.Mandate),
            ("Instructions", mission.Instructions),
            ("Assets", Texts.List(mission.Assets.Select(asset => $"{asset.DisplayName} ({asset.Nation})"))),
            ("Reason", mission.Reason),
            ("Report", mission.Report is { } report ? Report(report) : ""),
            ("Created", clock.DateAndTime(mission.CreateTime)),
            ("Dispatched", clock.DateAndTime(mission.DispatchTime)),
            ("Arrived", clock.DateAndTime(mission.ArrivalTime)),
            ("Ended", clock.DateAndTime(mission.EndTime))]),
        Team(mission, clock));

    /// <summary>Which nations have turned their key.</summary>
    public static string Keys(Mission mission) => Texts.List(mission.Approvals.Select(key => $"{key.Nation} {EnumText.Words(key.Decision)}"));

    /// <summary>What came of a mission, on one line.</summary>
    public static string Report(Mission.Types.Report report) =>
        $"{Count(report.Arrests, "arrest")}, {Count(report.Seizures, "seizure")}, {report.Injuries} injured. {report.Text}".TrimEnd();

    private static IRenderable Team(Mission mission, TimeProvider clock)
    {
        // Whoever left the team and has not said that the recall was understood is still somebody's concern.
        var gone = mission.Orders.Where(order => order is { Kind: Order.Types.Kind.Recall, SupersededBy: "" }
            && order.Recipient.Length > 0 && mission.Members.All(member => member.Member != order.Recipient)).GroupBy(order => order.Recipient).Select(orders => orders.Last()).ToList();
        if (mission.Members.Count + gone.Count == 0 && mission.Orders.All(order => order.Recipient.Length > 0))
        {
            return new Spectre.Console.Text("");
        }

        var table = Sheets.Of("MEMBER", "CALL SIGN", "NATION", "ROLE", "ORDER", "PROGRESS", "SINCE");
        // Of those whose names are withheld nobody can tell whose order is whose but by nation and part.
        var nameless = mission.Orders.Where(order => order.Recipient.Length == 0).ToList();
        foreach (var member in mission.Members)
        {
            // A recall, if there is one, is the member's last order.
            var order = member.Member.Length > 0
                ? mission.Orders.LastOrDefault(order => order.Recipient == member.Member)
                : nameless.FindLast(order => order.Nation == member.Nation && order.Role.Equals(member.Role.ToString(), StringComparison.OrdinalIgnoreCase));
            nameless.Remove(order!);
            Add(table, member.Member, member.CallSign, member.Nation, EnumText.Words(member.Role), order, clock);
        }

        foreach (var order in gone.Concat(nameless.Where(order => order is { Kind: Order.Types.Kind.Recall, SupersededBy: "" })))
        {
            Add(table, order.Recipient, order.CallSign, order.Nation, "left", order, clock);
        }

        return new Spectre.Console.Rows(table, Waiting(mission, clock));
    }

    // What is not as it should be, below the table: there is no room for it in a hundred columns.
    private static Spectre.Console.Rows Waiting(Mission mission, TimeProvider clock) => new(mission.Orders
        .Where(order => order.SupersededBy.Length == 0)
        .SelectMany(order => OrderText.Details(order, clock))
        .Select(line => new Spectre.Console.Text(line)));

    private static void Add(Spectre.Console.Table table, string member, string callSign, string nation, string role, Order? order, TimeProvider clock) => table.Add(
        ResourceText.Id(member), Texts.CallSign(callSign), nation, role,
        order is null ? "-" : $"{EnumText.Words(order.Kind)} {EnumText.Words(order.Rung)}",
        order is null or { Stage: 0 } ? "-" : EnumText.Words(order.Stage),
        clock.TimeOfDay(order?.Progress.LastOrDefault()?.ServerTime ?? order?.Acknowledgements.LastOrDefault()?.ServerTime));

    private static string Handover(Mission.Types.Handover handover, TimeProvider clock) =>
        $"{clock.DateAndTime(handover.Time)}  {ResourceText.Id(handover.Team)} from {ResourceText.Id(handover.From)} to {ResourceText.Id(handover.To)}: {handover.Reason} "
        + $"(agreed: {Texts.List(handover.Consents.Select(consent => consent.Actor))})";

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
