using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using TaskForce.Cli.Shells;
using TaskForce.Partners.V1;

namespace TaskForce.Cli.Webhooks;

/// <summary><c>webhook</c>.</summary>
internal static class WebhookCommands
{
    public static Command Create(Shell shell) => new("webhook", "A partner's webhooks: events that are brought to it.")
    {
        Make(shell),
        List(shell),
        Step(shell, "get", "Shows a webhook and how its deliveries go.", (client, name, session) => client.GetWebhookAsync(new() { Name = name }, cancellationToken: session.Cancellation).ResponseAsync),
        Step(shell, "pause", "Holds its events back.", (client, name, session) => client.PauseWebhookAsync(new() { Name = name }, cancellationToken: session.Cancellation).ResponseAsync),
        Step(shell, "resume", "Delivers what waits, and goes on.", (client, name, session) => client.ResumeWebhookAsync(new() { Name = name }, cancellationToken: session.Cancellation).ResponseAsync),
        Rotate(shell),
        Replay(shell),
        DeadLetters(shell),
        Redeliver(shell),
        Delete(shell),
        ReceiveCommand.Create(shell),
        CheckCommand.Create(shell),
    };

    private static WebhookService.WebhookServiceClient Webhooks(this Session session) => new(session.Connection.Invoker);

    private static Argument<string> Webhook() => Arguments.Resource("webhooks", "WEBHOOK", "The webhook:");

    private static Command Make(Shell shell)
    {
        var target = new Argument<string>("URL") { Description = "Where to: https, with public addresses only; in Development plain HTTP on this machine too." };
        var types = new Option<string[]>("--type") { Description = "A feed, hotspots, positions, missions, orders or alerts, or a type such as dev.taskforce.hotspot.created; repeats.", HelpName = "TYPE", Required = true };
        var id = new Option<string?>("--id") { Description = "The id to use, 4 to 63 lower-case letters, digits and hyphens.", HelpName = "ID" };
        var display = new Option<string?>("--name") { Description = "What people call it.", HelpName = "TEXT" };
        var nation = new Option<string?>("--nation") { Description = "Only of this nation: a hotspot's host, a position's owner, one that takes part in a mission, an order's recipient's, one that an alert goes to.", HelpName = "NATION" };
        var subjects = new Option<string[]>("--subject") { Description = "Only of this resource, such as hotspots/x; repeats.", HelpName = "NAME" };
        return new Command("create", "Makes a webhook, and shows its secret once.") { target, types, id, display, nation, subjects }.Does(shell, async session =>
        {
            var webhook = new Webhook
            {
                Target = session.Get(target),
                DisplayName = session.Get(display) ?? "",
                Purpose = session.Purpose ?? "",
                Filter = new() { Types_ = { session.Get(types) ?? [] }, Nation = session.Get(nation) ?? "", Subjects = { session.Get(subjects) ?? [] } },
            };
            var made = await session.Webhooks().CreateWebhookAsync(
                new() { Webhook = webhook, WebhookId = session.Get(id) ?? "", RequestId = Guid.NewGuid().ToString() }, cancellationToken: session.Cancellation);
            session.Show(made, () => WebhookView.Card(made, session.Clock));
        });
    }

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        return new Command("list", "Lists webhooks, newest first.") { limit }.Does(shell, async session =>
        {
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) =>
                await session.Webhooks().ListWebhooksAsync(new() { PageSize = size, PageToken = token }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => WebhookView.Sheet(answer.Webhooks));
        });
    }

    private static Command Step(Shell shell, string name, string description, Func<WebhookService.WebhookServiceClient, string, Session, Task<Webhook>> step)
    {
        var webhook = Webhook();
        return new Command(name, description) { webhook }.Does(shell, async session =>
        {
            var changed = await step(session.Webhooks(), session.Get(webhook), session);
            session.Show(changed, () => WebhookView.Card(changed, session.Clock));
        });
    }

    private static Command Rotate(Shell shell)
    {
        var webhook = Webhook();
        var overlap = Arguments.Duration("--overlap", "How long the secret of now signs beside the new one.", TimeSpan.FromHours(24));
        return new Command("rotate", "Makes a new secret, and shows it once.") { webhook, overlap }.Does(shell, async session =>
        {
            var changed = await session.Webhooks().RotateWebhookSecretAsync(
                new() { Name = session.Get(webhook), Overlap = session.Get(overlap).ToDuration(), RequestId = Guid.NewGuid().ToString() }, cancellationToken: session.Cancellation);
            session.Show(changed, () => WebhookView.Card(changed, session.Clock));
        });
    }

    private static Command Replay(Shell shell)
    {
        var webhook = Webhook();
        var feed = new Option<string>("--feed") { Description = "The feed: hotspots or positions.", HelpName = "FEED", Required = true };
        var after = new Option<long>("--after") { Description = "After this sequence; 0 is everything that is kept.", HelpName = "SEQUENCE" };
        return new Command("replay", "Delivers again what came after a sequence, with the same ids.") { webhook, feed, after }.Does(shell, async session =>
        {
            var changed = await session.Webhooks().ReplayWebhookAsync(
                new() { Name = session.Get(webhook), Feed = session.Get(feed), After = session.Get(after), RequestId = Guid.NewGuid().ToString() }, cancellationToken: session.Cancellation);
            session.Show(changed, () => WebhookView.Card(changed, session.Clock));
        });
    }

    private static Command DeadLetters(Shell shell)
    {
        var (webhook, limit) = (Webhook(), Arguments.Limit());
        return new Command("dead-letters", "Lists what was given up, the oldest first.") { webhook, limit }.Does(shell, async session =>
        {
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) =>
                await session.Webhooks().ListDeadLettersAsync(new() { Parent = session.Get(webhook), PageSize = size, PageToken = token }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => WebhookView.Sheet(answer.DeadLetters, session.Clock));
        });
    }

    private static Command Redeliver(Shell shell)
    {
        var webhook = Webhook();
        var events = new Option<string[]>("--event") { Description = "Only this event, by its id; repeats.", HelpName = "ID" };
        return new Command("redeliver", "Delivers dead letters again.") { webhook, events }.Does(shell, async session =>
        {
            var answer = await session.Webhooks().RedeliverDeadLettersAsync(
                new() { Parent = session.Get(webhook), EventIds = { session.Get(events) ?? [] }, RequestId = Guid.NewGuid().ToString() }, cancellationToken: session.Cancellation);
            session.Show(answer, () => new Text($"{answer.Count} delivered again\n"));
        });
    }

    private static Command Delete(Shell shell)
    {
        var webhook = Webhook();
        return new Command("delete", "Ends a webhook, with what waits for it.") { webhook }.Does(shell, async session =>
        {
            var answer = await session.Webhooks().DeleteWebhookAsync(new() { Name = session.Get(webhook), RequestId = Guid.NewGuid().ToString() }, cancellationToken: session.Cancellation);
            session.Show(answer, () => new Text($"{session.Get(webhook)} deleted\n"));
        });
    }
}
