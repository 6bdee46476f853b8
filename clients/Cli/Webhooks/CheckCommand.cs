using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Webhooks;

/// <summary><c>webhook check</c>: whether a receiver does what it must.</summary>
internal static class CheckCommand
{
    public static Command Create(Shell shell)
    {
        var target = new Argument<string>("URL") { Description = "Your receiver." };
        var secret = new Option<string>("--secret") { Description = "The secret that it verifies with, whsec_...", HelpName = "SECRET", Required = true };
        return new Command("check", "Sends your receiver what TaskForce sends, and what it never would, and says what is not right. Needs no TaskForce.") { target, secret }.Does(shell, async session =>
        {
            if (!Uri.TryCreate(session.Get(target), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            {
                throw new UsageException($"{session.Get(target)} is no http or https URL.");
            }

            var results = new List<ConformanceResult>();
            await foreach (var result in new Conformance(url, ReceiveCommand.Parse(session.Get(secret)!), session.Clock).RunAsync(session.Cancellation))
            {
                results.Add(result);
                Tell(session, result);
            }

            var wrong = results.Count(result => result.Fault is not null);
            if (session.IsJson)
            {
                session.PrintRaw(JsonSerializer.Serialize(results.Select(result => new { name = result.Case.Name, passed = result.Fault is null, fault = result.Fault })));
            }

            _ = wrong == 0 ? true : throw new RefusedException($"{wrong} of {results.Count} are not right.");
            session.Note($"All {results.Count} are right.");
        });
    }

    private static void Tell(Session session, ConformanceResult result)
    {
        if (session.IsJson)
        {
            return;
        }

        session.Out.MarkupLineInterpolated(result.Fault is null ? $"[green]✓[/] {result.Case.Name}" : (FormattableString)$"[red]✗[/] {result.Case.Name}: {result.Fault}. {result.Case.Why}");
    }
}
