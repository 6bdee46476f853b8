using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Cli.Missions;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Handovers;

/// <summary><c>handover</c>.</summary>
internal static class HandoverCommands
{
    public static Command Create(Shell shell) => new("handover", "Who answers for which mission, and passing it on.")
    {
        Offer(shell),
        Verb(shell, "accept", "Takes over what was offered to you: from now on you answer for it.", (session, name) =>
            session.Connection.Handovers.AcceptHandoverAsync(new() { Name = name }, cancellationToken: session.Cancellation).ResponseAsync),
        Verb(shell, "decline", "Refuses an offer to you, or withdraws one of yours.", (session, name) =>
            session.Connection.Handovers.DeclineHandoverAsync(new() { Name = name }, cancellationToken: session.Cancellation).ResponseAsync),
        List(shell),
        Who(shell),
        TakeOver(shell),
        DeskCommands.Begin(shell),
        DeskCommands.End(shell),
        DeskCommands.Desk(shell),
    };

    private static Command Offer(Shell shell)
    {
        var missions = new Argument<string[]>("MISSION") { Description = "Which missions; everything that you answer for without any.", Arity = ArgumentArity.ZeroOrMore };
        var to = new Option<string>("--to") { Description = "To whom, such as commander.de.", HelpName = "PERSON", Required = true };
        var nation = new Option<string>("--to-nation") { Description = "Another nation: hands over the lead of the one mission.", HelpName = "NATION", DefaultValueFactory = _ => "" };
        var note = new Option<string>("--note") { Description = "What the other must know.", DefaultValueFactory = _ => "" };
        var within = Arguments.Duration("--within", "How long it can be accepted.", TimeSpan.FromMinutes(15));
        return new Command("offer", "Offers what you answer for; until it is accepted you still do.") { missions, to, nation, note, within }.Does(shell, async session =>
        {
            var offer = await session.Connection.Handovers.OfferHandoverAsync(new()
            {
                Missions = { session.Get(missions).Select(mission => ResourceText.Full("missions", mission)) },
                To = session.Get(to),
                ToNation = session.Get(nation),
                Note = session.Get(note),
                ValidFor = session.Get(within).ToDuration(),
            }, cancellationToken: session.Cancellation);
            session.Show(offer, () => HandoverView.Card(offer, session.Clock));
            session.Hint($"taskforce handover accept {ResourceText.Id(offer.Name)} --as {offer.To}, by {session.Clock.TimeOfDay(offer.ExpireTime)}");
        });
    }

    private static Command Verb(Shell shell, string verb, string description, Func<Session, string, Task<Handover>> act)
    {
        var name = Arguments.Resource("handovers", "HANDOVER", "The hand-over.");
        return new Command(verb, description) { name }.Does(shell, async session =>
        {
            var handover = await act(session, session.Get(name));
            session.Show(handover, () => HandoverView.Card(handover, session.Clock));
        });
    }

    private static Command List(Shell shell)
    {
        var (limit, all) = (Arguments.Limit(), new Option<bool>("--all") { Description = "Those that are over too." });
        return new Command("list", "Lists the offers that wait for an answer, newest first.") { limit, all }.Does(shell, async session =>
        {
            var filter = new HandoverFilter();
            filter.States.AddSet(session.Get(all) ? default : Handover.Types.State.Offered);
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Handovers.ListHandoversAsync(
                new() { PageSize = size, PageToken = token, Filter = filter }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => HandoverView.Sheet(answer.Handovers, session.Clock));
        });
    }

    private static Command Who(Shell shell)
    {
        var limit = Arguments.Limit();
        var holder = new Option<string>("--holder") { Description = "Only what this person or desk answers for, such as dispatcher.de or desks/MA.", HelpName = "HOLDER", DefaultValueFactory = _ => "" };
        return new Command("who", "Lists who answers for which live mission.") { limit, holder }.Does(shell, async session =>
        {
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Handovers.ListResponsibilitiesAsync(
                new() { PageSize = size, PageToken = token, Filter = new() { Holder = session.Get(holder) } }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => HandoverView.Sheet(answer.Entries));
        });
    }

    private static Command TakeOver(Shell shell)
    {
        var name = Arguments.Resource("missions", "MISSION", "The mission.");
        var reason = new Option<string>("--reason") { Description = "Why; needed to take over from a person.", DefaultValueFactory = _ => "" };
        return new Command("take-over", "Takes a mission from the desk, or, as a commander, from a person without consent.") { name, reason }.Does(shell, async session =>
        {
            var mission = await session.Connection.Handovers.TakeOverMissionAsync(
                new() { Mission = session.Get(name), Reason = session.Get(reason) }, cancellationToken: session.Cancellation);
            session.Show(mission, () => MissionView.Card(mission, session.Clock));
        });
    }
}
