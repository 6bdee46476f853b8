using System.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Keys;

/// <summary><c>preauthorisation</c>.</summary>
internal static class PreAuthorisationCommands
{
    public static Command Create(Shell shell) => new("preauthorisation", "Your nation's key, turned beforehand for a class of missions.")
    {
        Give(shell),
        List(shell),
        Show(shell),
        Revoke(shell),
        Watch(shell),
    };

    private static Command Give(Shell shell)
    {
        var uses = new Option<int>("--max-uses") { Description = "For how many missions.", HelpName = "N", Required = true };
        var members = new Option<int>("--max-members") { Description = "For the largest team; any without it.", HelpName = "N" };
        var remote = new Option<bool>("--remote") { Description = "Also for missions that are answered remotely." };
        var options = new ScopeOptions();
        var command = new Command("give", "Turns your nation's key for every mission of a class; for commanders.") { uses, members, remote };
        options.AddTo(command);
        return command.Does(shell, async session =>
        {
            var given = await session.Connection.PreAuthorisations.CreatePreAuthorisationAsync(new()
            {
                PreAuthorisation = new()
                {
                    MaxUses = session.Get(uses),
                    MaxTeamMembers = session.Get(members),
                    Remote = session.Get(remote),
                    Scope = options.Scope(session),
                    Validity = options.Validity(session),
                    Note = options.Note(session),
                },
            }, cancellationToken: session.Cancellation);
            session.Show(given, () => Card(given, session.Clock));
            session.Hint($"nothing: it turns the key when a team is assigned. To end it: taskforce preauthorisation revoke {ResourceText.Id(given.Name)} --reason WHY");
        });
    }

    private static Command List(Shell shell)
    {
        var (limit, nation) = (Arguments.Limit(), new Option<string>("--nation") { Description = "Only those of this nation's key.", DefaultValueFactory = _ => "" });
        return new Command("list", "Lists pre-authorisations, newest first.") { limit, nation }.Does(shell, async session =>
        {
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.PreAuthorisations.ListPreAuthorisationsAsync(
                new() { PageSize = size, PageToken = token, Filter = new() { Nation = session.Get(nation) } }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => Sheet(answer.PreAuthorisations, session.Clock));
        });
    }

    private static Command Show(Shell shell)
    {
        var name = Arguments.Resource("preAuthorisations", "PREAUTHORISATION", "The pre-authorisation.");
        return new Command("get", "Shows one pre-authorisation and what it was used for.") { name }.Does(shell, async session =>
        {
            var given = await session.Connection.PreAuthorisations.GetPreAuthorisationAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(given, () => Card(given, session.Clock));
        });
    }

    private static Command Revoke(Shell shell)
    {
        var name = Arguments.Resource("preAuthorisations", "PREAUTHORISATION", "The pre-authorisation.");
        var reason = new Option<string>("--reason") { Description = "Why, for people.", Required = true };
        return new Command("revoke", "Ends a pre-authorisation now; keys that it turned stay turned.") { name, reason }.Does(shell, async session =>
        {
            var given = await session.Connection.PreAuthorisations.RevokePreAuthorisationAsync(
                new() { Name = session.Get(name), Reason = session.Get(reason) }, cancellationToken: session.Cancellation);
            session.Show(given, () => Card(given, session.Clock));
        });
    }

    private static Command Watch(Shell shell) => new Command("watch", "Shows pre-authorisations as they are given, used and revoked, from now on.").DoesUntilInterrupted(shell, async session =>
    {
        var after = (await session.Connection.PreAuthorisations.ListPreAuthorisationsAsync(new() { PageSize = 1 }, cancellationToken: session.Cancellation)).Sequence;
        await foreach (var change in session.Connection.WatchPreAuthorisations(linkChanged: session.LinkNotes()).ReadAsync(after, session.Cancellation))
        {
            var given = change.PreAuthorisation;
            session.ShowEvent(change, () => $"[dim]{session.Clock.TimeOfDay(change.Time)}[/]  {EnumText.Words(change.Type)}: key of [bold]{given.Nation}[/], {ScopeOptions.Describe(given.Scope)}  [dim]{change.Actor}[/]");
        }
    });

    private static Table Sheet(IEnumerable<PreAuthorisation> rights, TimeProvider clock)
    {
        var table = Sheets.Of("PREAUTHORISATION", "KEY OF", "SCOPE", "USED", "STATE", "UNTIL");
        foreach (var given in rights)
        {
            table.Add(ResourceText.Id(given.Name), given.Nation, ScopeOptions.Describe(given.Scope), Used(given), StateOf(given, clock), clock.DateAndTime(given.Validity?.EndTime));
        }

        return table;
    }

    private static IRenderable Card(PreAuthorisation given, TimeProvider clock) => Sheets.Card(
        ("Pre-authorisation", ResourceText.Id(given.Name)),
        ("Key of", given.Nation),
        ("Used for", Used(given)),
        ("Missions", Texts.List(given.Uses.Select(use => $"{ResourceText.Id(use.Mission)} over {use.Digest[..12]}"))),
        ("Largest team", given.MaxTeamMembers > 0 ? $"{given.MaxTeamMembers} members" : ""),
        ("Scope", ScopeOptions.Describe(given.Scope)),
        ("Remote", given.Remote ? "also missions that are answered remotely" : ""),
        ("Holds", ScopeOptions.Describe(given.Validity, clock)),
        ("State", StateOf(given, clock)),
        ("Given by", given.Giver),
        ("Note", given.Note),
        ("Revoked", given.Revoker.Length > 0 ? $"{clock.DateAndTime(given.RevokeTime)} by {given.Revoker}: {given.RevokeReason}" : ""));

    private static string StateOf(PreAuthorisation given, TimeProvider clock) =>
        ScopeOptions.State(given.State, given.State == PreAuthorisation.Types.State.Given, given.Validity, clock);

    private static string Used(PreAuthorisation given) =>
        $"{given.Uses.Select(use => use.Mission).Distinct().Count()} of {given.MaxUses} missions";
}
