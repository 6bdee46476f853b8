using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Field;

/// <summary>An order as its recipient sees it.</summary>
internal static class OrderView
{
    public static IRenderable Panel(Order order, TimeProvider clock)
    {
        var isRecall = order.Kind == Order.Types.Kind.Recall;
        return new Panel(isRecall ? Recall(order) : Deploy(order, clock))
        {
            Header = new PanelHeader(isRecall ? " RECALL " : " ORDER "),
            Border = BoxBorder.Rounded,
            BorderStyle = new Style(isRecall ? Color.Yellow : Color.Red),
            Padding = new Padding(1, 0),
        };
    }

    private static IRenderable Deploy(Order order, TimeProvider clock) => Sheets.Card(
        ("What", $"{order.Title} ({EnumText.Words(order.HotspotKind)}, {EnumText.Words(order.Severity)})"),
        (order.Remote ? "About" : "Where", order.Remote
            ? $"{Texts.Place(order.Place)}; you work from where you are, and accepting begins it"
            : $"{Texts.Place(order.Place)} ({Texts.Point(order.Place?.Location)}), {Texts.Distance(order.RadiusMetres)} around"),
        ("You", $"{order.CallSign}, {Part(order.Role)}"),
        ("Until", clock.DateAndTime(order.Period?.EndTime)),
        ("Mandate", order.Mandate),
        ("Instructions", order.Instructions),
        ("Given", clock.TimeOfDay(order.IssueTime)),
        ("Mission", MissionOf(order)));

    private static IRenderable Recall(Order order) => Sheets.Card(
        ("What", $"{(order.Remote ? "Stop" : "Stop and come back")}: {order.Title}"),
        ("Why", order.Instructions),
        ("You", order.CallSign),
        ("Mission", MissionOf(order)));

    /// <summary>The mission's name within an order's.</summary>
    public static string MissionOf(Order order) => order.Name[..order.Name.IndexOf("/orders/", StringComparison.Ordinal)];

    private static string Part(string role) => role switch
    {
        "LEADER" => "you lead the team",
        "DEPUTY" => "you stand in for the leader",
        _ => "member of the team",
    };
}
