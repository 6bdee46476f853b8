using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Support;

/// <summary><c>support</c>.</summary>
internal static class SupportCommands
{
    public static Command Create(Shell shell) => new("support", "One nation's requests for another's people and equipment.")
    {
        List(shell),
        SupportVerbs.Show(shell),
        SupportAsk.Create(shell),
        SupportVerbs.Offer(shell),
        SupportVerbs.Decline(shell),
        SupportVerbs.Commit(shell),
        SupportVerbs.Release(shell),
        SupportVerbs.Return(shell),
        SupportVerbs.Cancel(shell),
        Watch(shell),
    };

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        var state = Arguments.Choice<SupportRequest.Types.State>("--state", "Only in this state.");
        var nation = Nation("--nation", "Only those that this nation gives or receives, such as DE.");
        var owes = Nation("--owes", "Only those in which this nation owes the next step, such as DE.");
        return new Command("list", "Lists requests, newest first.") { limit, state, nation, owes }.Does(shell, async session =>
        {
            var filter = new SupportRequestFilter { Nation = session.Get(nation), NextStepNation = session.Get(owes) };
            filter.States.AddSet(session.Get(state));
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Support.ListSupportRequestsAsync(
                new() { PageSize = size, PageToken = token, Filter = filter }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => SupportView.Sheet(answer.SupportRequests, session.Clock));
        });
    }

    private static Command Watch(Shell shell)
    {
        var nation = Nation("--nation", "Only those that this nation gives or receives, such as DE.");
        return new Command("watch", "Shows every step of a request from now on.") { nation }.DoesUntilInterrupted(shell, async session =>
        {
            var watch = session.Connection.WatchSupportRequests(new() { Nation = session.Get(nation) }, session.LinkNotes(), session.GoOnFrom(NowAsync));
            await foreach (var change in watch.ReadAsync(await NowAsync(), session.Cancellation))
            {
                session.ShowEvent(change, () => SupportView.Line(change, session.Clock));
            }

            async Task<long> NowAsync() =>
                (await session.Connection.Support.ListSupportRequestsAsync(new() { PageSize = 1 }, cancellationToken: session.Cancellation)).Sequence;
        });
    }

    private static Option<string> Nation(string name, string description) => new(name) { Description = description, DefaultValueFactory = _ => "" };
}
