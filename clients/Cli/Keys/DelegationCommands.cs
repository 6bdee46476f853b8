using System.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Keys;

/// <summary><c>delegation</c>.</summary>
internal static class DelegationCommands
{
    public static Command Create(Shell shell) => new("delegation", "Your nation's key in the hand of a named person.")
    {
        Give(shell),
        List(shell),
        Show(shell),
        Revoke(shell),
        Watch(shell),
    };

    private static Command Give(Shell shell)
    {
        var to = new Option<string>("--to") { Description = "Who may turn the key, such as dispatcher.de.", HelpName = "PERSON", Required = true };
        var options = new ScopeOptions();
        var command = new Command("give", "Lets somebody of your nation turn its key; for commanders.") { to };
        options.AddTo(command);
        return command.Does(shell, async session =>
        {
            var given = await session.Connection.Delegations.CreateDelegationAsync(new()
            {
                Delegation = new() { Delegate = session.Get(to), Scope = options.Scope(session), Validity = options.Validity(session), Note = options.Note(session) },
            }, cancellationToken: session.Cancellation);
            session.Show(given, () => Card(given, session.Clock));
            session.Hint($"taskforce mission approve MISSION --as {given.Delegate}; to end it: taskforce delegation revoke {ResourceText.Id(given.Name)} --reason WHY");
        });
    }

    private static Command List(Shell shell)
    {
        var (limit, person) = (Arguments.Limit(), new Option<string>("--to") { Description = "Only those to this person.", HelpName = "PERSON", DefaultValueFactory = _ => "" });
        return new Command("list", "Lists delegations, newest first.") { limit, person }.Does(shell, async session =>
        {
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Delegations.ListDelegationsAsync(
                new() { PageSize = size, PageToken = token, Filter = new() { Delegate = session.Get(person) } }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => Sheet(answer.Delegations, session.Clock));
        });
    }

    private static Command Show(Shell shell)
    {
        var name = Arguments.Resource("delegations", "DELEGATION", "The delegation.");
        return new Command("get", "Shows one delegation.") { name }.Does(shell, async session =>
        {
            var given = await session.Connection.Delegations.GetDelegationAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(given, () => Card(given, session.Clock));
        });
    }

    private static Command Revoke(Shell shell)
    {
        var name = Arguments.Resource("delegations", "DELEGATION", "The delegation.");
        var reason = new Option<string>("--reason") { Description = "Why, for people.", Required = true };
        return new Command("revoke", "Ends a delegation now; keys turned under it stay turned.") { name, reason }.Does(shell, async session =>
        {
            var given = await session.Connection.Delegations.RevokeDelegationAsync(
                new() { Name = session.Get(name), Reason = session.Get(reason) }, cancellationToken: session.Cancellation);
            session.Show(given, () => Card(given, session.Clock));
        });
    }

    private static Command Watch(Shell shell) => new Command("watch", "Shows delegations as they are given and revoked, from now on.").DoesUntilInterrupted(shell, async session =>
    {
        var after = (await session.Connection.Delegations.ListDelegationsAsync(new() { PageSize = 1 }, cancellationToken: session.Cancellation)).Sequence;
        await foreach (var change in session.Connection.WatchDelegations(linkChanged: session.LinkNotes()).ReadAsync(after, session.Cancellation))
        {
            var given = change.Delegation;
            session.ShowEvent(change, () => $"[dim]{session.Clock.TimeOfDay(change.Time)}[/]  {EnumText.Words(change.Type)}: key of {given.Nation} to [bold]{given.Delegate}[/], {ScopeOptions.Describe(given.Scope)}  [dim]{change.Actor}[/]");
        }
    });

    private static Table Sheet(IEnumerable<Delegation> delegations, TimeProvider clock)
    {
        var table = Sheets.Of("DELEGATION", "KEY OF", "TO", "SCOPE", "STATE", "UNTIL");
        foreach (var given in delegations)
        {
            table.Add(ResourceText.Id(given.Name), given.Nation, given.Delegate, ScopeOptions.Describe(given.Scope), StateOf(given, clock), clock.DateAndTime(given.Validity?.EndTime));
        }

        return table;
    }

    private static IRenderable Card(Delegation given, TimeProvider clock) => Sheets.Card(
        ("Delegation", ResourceText.Id(given.Name)),
        ("Key of", given.Nation),
        ("Turned by", given.Delegate),
        ("Scope", ScopeOptions.Describe(given.Scope)),
        ("Holds", ScopeOptions.Describe(given.Validity, clock)),
        ("State", StateOf(given, clock)),
        ("Given by", given.Giver),
        ("Note", given.Note),
        ("Revoked", given.Revoker.Length > 0 ? $"{clock.DateAndTime(given.RevokeTime)} by {given.Revoker}: {given.RevokeReason}" : ""));

    private static string StateOf(Delegation given, TimeProvider clock) =>
        ScopeOptions.State(given.State, given.State == Delegation.Types.State.Given, given.Validity, clock);
}
