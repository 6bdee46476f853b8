using Google.Protobuf.WellKnownTypes;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;
using EventType = TaskForce.Tasking.V1.AlertEvent.Types.Type;

namespace TaskForce.Cli.Alerts;

/// <summary>Alerts as people read them.</summary>
internal static class AlertView
{
    public static IRenderable Sheet(IEnumerable<Alert> alerts, TimeProvider clock)
    {
        var table = Sheets.Of("ALERT", "KIND", "WHAT", "RAISED", "SEEN BY", "STATE");
        foreach (var alert in alerts)
        {
            table.Add(ResourceText.Id(alert.Name), Kind(alert), What(alert), clock.DateAndTime(alert.RaiseTime), Seen(alert), EnumText.Words(alert.State));
        }

        return table;
    }

    public static IRenderable Card(Alert alert, TimeProvider clock) => Sheets.Card(
        ("Alert", ResourceText.Id(alert.Name)),
        ("Kind", Kind(alert)),
        ("State", EnumText.Words(alert.State)),
        ("What", What(alert)),
        ("Since then", string.Join("\n", alert.Additions.Select(more => $"{clock.TimeOfDay(more.Time)}  {Added(more)}"))),
        ("Where", Texts.Point(alert.Location)),
        ("About", alert.Subject),
        ("Mission", alert.Mission.Length > 0 ? ResourceText.Id(alert.Mission) : ""),
        ("Goes to", Texts.List(alert.Nations)),
        ("Seen by", Seen(alert)),
        ("Raised", clock.DateAndTime(alert.RaiseTime)),
        ("Due", clock.DateAndTime(alert.DueTime)),
        ("Resolved", alert.ResolveTime is null ? "" : $"{clock.DateAndTime(alert.ResolveTime)} by {alert.Resolver}: {alert.Resolution}"));

    /// <summary>The line for one change.</summary>
    public static FormattableString Line(AlertEvent change, TimeProvider clock) => Line(change.Alert, change.Time, change.Type switch
    {
        EventType.Acknowledged => $"seen by {change.Actor}",
        EventType.Resolved => $"resolved by {change.Alert.Resolver}: {change.Alert.Resolution}",
        EventType.Added => $"more: {Added(change.Alert.Additions[^1])}",
        _ => "raised",
    }, clock);

    /// <summary>The line for an alert that is there.</summary>
    public static FormattableString Line(Alert alert, Timestamp time, string what, TimeProvider clock) =>
        $"[dim]{clock.TimeOfDay(time)}[/]  [bold red]{Kind(alert)}[/]  [bold]{ResourceText.Id(alert.Name)}[/]  {What(alert)}{At(alert)}  [green]{what}[/]";

    // In capitals, so that it is seen among other lines.
    private static string Kind(Alert alert) => EnumText.Words(alert.Kind).ToUpperInvariant();

    // The text names nobody but in a call for help.
    private static string What(Alert alert) => $"{Who(alert.CallSign, alert.Message)}{alert.Message}";

    private static string Who(string callSign, string text) => callSign.Length > 0 && !text.Contains(callSign, StringComparison.Ordinal) ? $"{callSign}: " : "";

    private static string Seen(Alert alert) => alert.Acknowledgements.Count == 0 ? "nobody yet" : Texts.List(alert.Acknowledgements.Select(seen => seen.Nation));

    private static string At(Alert alert) => alert.Location is null ? "" : $" At {Texts.Point(alert.Location)}.";

    private static string Added(Alert.Types.Addition more) =>
        $"{Who(more.CallSign, more.Text)}{(more.Text.Length > 0 ? more.Text : "called again")}{(more.Location is null ? "" : $" ({Texts.Point(more.Location)})")}";
}
