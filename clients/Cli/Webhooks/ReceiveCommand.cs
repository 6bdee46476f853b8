using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Client;

namespace TaskForce.Cli.Webhooks;

/// <summary><c>webhook receive</c>: a receiver as a partner's should be, small enough to read.</summary>
internal static class ReceiveCommand
{
    public static Command Create(Shell shell)
    {
        var port = new Option<int>("--port") { Description = "The port on this machine.", HelpName = "PORT", DefaultValueFactory = _ => 9000 };
        var secret = new Option<string[]>("--secret") { Description = "The webhook's secret, whsec_...; repeats while one is being replaced. Without it nothing is verified. [TASKFORCE_WEBHOOK_SECRET]", HelpName = "SECRET" };
        var count = new Option<int?>("--count") { Description = "End after so many events.", HelpName = "N" };
        return new Command("receive", "Receives webhooks on this machine: verifies each, takes each id once, prints it.") { port, secret, count }.DoesUntilInterrupted(shell, async session =>
        {
            string[] given = session.Get(secret) is [_, ..] several ? several : shell.Environment("TASKFORCE_WEBHOOK_SECRET") is { Length: > 0 } set ? [set] : [];
            await using var receiver = new WebhookReceiver(session.Get(port), [.. given.Select(Parse)], session.Clock);
            session.Note($"Receiving on {receiver.Url}{(given.Length == 0 ? "; nothing is verified without --secret" : "")}. Ctrl-C ends.");
            var left = session.Get(count) ?? int.MaxValue;
            await receiver.RunAsync(
                body =>
                {
                    session.PrintRaw(HarmlessOutput.Show(body));
                    return --left > 0;
                },
                (verdict, id) => session.Note($"{verdict}: {id}"),
                session.Cancellation);
        });
    }

    internal static WebhookSecret Parse(string text)
    {
        try
        {
            return new(text);
        }
        catch (FormatException fault)
        {
            throw new UsageException($"This is no webhook's secret. {fault.Message}");
        }
    }
}
