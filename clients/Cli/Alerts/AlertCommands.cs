using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Alerts;

/// <summary><c>alert</c>.</summary>
internal static class AlertCommands
{
    public static Command Create(Shell shell) => new("alert", "What somebody must see to; it stays until a person resolves it.")
    {
        List(shell),
        Watch(shell),
        Acknowledge(shell),
        Resolve(shell),
    };

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        var all = new Option<bool>("--all") { Description = "Those that are resolved too." };
        var kind = Arguments.Choice<Alert.Types.Kind>("--kind", "Only of this kind.");
        var nation = new Option<string>("--nation") { Description = "Only those that go to this nation, such as DE.", DefaultValueFactory = _ => "" };
        var mission = new Option<string>("--mission") { Description = "Only those of this mission.", DefaultValueFactory = _ => "" };
        return new Command("list", "Lists open alerts, newest first.") { limit, all, kind, nation, mission }.Does(shell, async session =>
        {
            var filter = new AlertFilter { Nation = session.Get(nation), Mission = session.Get(mission) is { Length: > 0 } which ? ResourceText.Full("missions", which) : "" };
            filter.Kinds.AddSet(session.Get(kind));
            filter.States.AddSet(session.Get(all) ? Alert.Types.State.Unspecified : Alert.Types.State.Open);
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Alerts.ListAlertsAsync(
                new() { PageSize = size, PageToken = token, Filter = filter }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => AlertView.Sheet(answer.Alerts, session.Clock));
        });
    }

    private static Command Watch(Shell shell) => new Command("watch", "Shows the open alerts, then every change from now on.")
        .DoesUntilInterrupted(shell, async session =>
        {
            var open = await session.Connection.Alerts.ListAlertsAsync(
                new() { PageSize = 1000, Filter = new() { States = { Alert.Types.State.Open } } }, cancellationToken: session.Cancellation);
            foreach (var alert in open.Alerts.Reverse())
            {
                session.ShowEvent(alert, () => AlertView.Line(alert, alert.RaiseTime, "open", session.Clock));
            }

            var watch = session.Connection.WatchAlerts(linkChanged: session.LinkNotes());
            await foreach (var change in watch.ReadAsync(open.Sequence, session.Cancellation))
            {
                session.ShowEvent(change, () => AlertView.Line(change, session.Clock));
            }
        });

    private static Command Acknowledge(Shell shell)
    {
        var name = Arguments.Resource("alerts", "ALERT", "The alert.");
        return new Command("acknowledge", "Says that your centre has seen an alert; it stays open.") { name }.Does(shell, async session =>
        {
            var alert = await session.Connection.Alerts.AcknowledgeAlertAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(alert, () => AlertView.Card(alert, session.Clock));
            session.Hint($"taskforce alert resolve {ResourceText.Id(alert.Name)} --resolution TEXT, once it is settled");
        });
    }

    private static Command Resolve(Shell shell)
    {
        var name = Arguments.Resource("alerts", "ALERT", "The alert.");
        var resolution = new Option<string>("--resolution") { Description = "How it was settled, for people.", Required = true };
        return new Command("resolve", "Ends an alert.") { name, resolution }.Does(shell, async session =>
        {
            var alert = await session.Connection.Alerts.ResolveAlertAsync(
                new() { Name = session.Get(name), Resolution = session.Get(resolution) }, cancellationToken: session.Cancellation);
            session.Show(alert, () => AlertView.Card(alert, session.Clock));
        });
    }
}
