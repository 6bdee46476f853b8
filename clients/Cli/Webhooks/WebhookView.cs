using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Partners.V1;

namespace TaskForce.Cli.Webhooks;

/// <summary>Webhooks as people read them.</summary>
internal static class WebhookView
{
    public static IRenderable Card(Webhook webhook, TimeProvider clock)
    {
        var progress = webhook.Progress ?? new();
        return Sheets.Card(
        [
            ("Webhook", ResourceText.Id(webhook.Name)),
            ("For", webhook.DisplayName.Length > 0 ? webhook.DisplayName : "-"),
            ("To", webhook.Target),
            ("Of", Filter(webhook.Filter)),
            ("State", State(webhook)),
            .. webhook.Secret.Length > 0 ? new[] { ("Secret", $"{webhook.Secret}  (not shown again)") } : [],
            .. webhook.OldSecretExpireTime is { } until ? new[] { ("Old secret", $"signs too until {clock.DateAndTime(until)}") } : [],
            ("Taken", $"{progress.Delivered}, the last {clock.DateAndTime(progress.LastDeliveryTime)}"),
            ("Waiting", progress.Waiting == 0 ? "nothing" : $"{progress.Waiting}, the oldest since {clock.DateAndTime(progress.OldestWaitingTime)}"),
            ("Given up", $"{progress.DeadLetters}"),
            ("Read", progress.Positions.Count > 0 ? string.Join(", ", progress.Positions.Select(position => $"{position.Feed} to {position.After}")) : "-"),
            .. progress.NextAttemptTime is { } next ? new[] { ("Next try", clock.TimeOfDay(next)) } : [],
            .. progress.LastFailures.Select(failure => ("Failed", $"{clock.TimeOfDay(failure.Time)}  {failure.EventId}  {Why(failure)}")),
        ]);
    }

    public static Table Sheet(IEnumerable<Webhook> webhooks)
    {
        var table = Sheets.Of("WEBHOOK", "TO", "OF", "STATE", "WAITING", "GIVEN UP");
        foreach (var webhook in webhooks)
        {
            table.Add(ResourceText.Id(webhook.Name), webhook.Target, Filter(webhook.Filter), State(webhook), $"{webhook.Progress?.Waiting}", $"{webhook.Progress?.DeadLetters}");
        }

        return table;
    }

    public static Table Sheet(IEnumerable<DeadLetter> letters, TimeProvider clock)
    {
        var table = Sheets.Of("EVENT", "TYPE", "SUBJECT", "GIVEN UP", "TRIES", "WHY");
        foreach (var letter in letters)
        {
            table.Add(letter.EventId, letter.Type, letter.Subject, clock.DateAndTime(letter.GiveUpTime), $"{letter.Attempts}", letter.LastFailure is { } failure ? Why(failure) : "no longer in the log");
        }

        return table;
    }

    private static string Why(Webhook.Types.Failure failure) => failure.HttpStatus > 0 ? $"{failure.Reason} ({failure.HttpStatus})" : failure.Reason;

    private static string State(Webhook webhook) => EnumText.Words(webhook.State) + (webhook.PauseReason.Length > 0 ? $": {webhook.PauseReason}" : "");

    private static string Filter(WebhookFilter? filter) => filter is null ? "-" : string.Join(", ", filter.Types_)
        + (filter.Nation.Length > 0 ? $" of {filter.Nation}" : "") + (filter.Subjects.Count > 0 ? $"; only {string.Join(", ", filter.Subjects)}" : "");
}
