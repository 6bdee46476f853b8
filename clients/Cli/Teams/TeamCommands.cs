using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Teams;

/// <summary><c>team</c>.</summary>
internal static class TeamCommands
{
    public static Command Create(Shell shell) => new("team", "Teams: proposed and reserved.")
    {
        Propose(shell),
        List(shell),
        Get(shell),
        Watch(shell),
    };

    private static Command Propose(Shell shell)
    {
        var hotspot = Arguments.Resource("hotspots", "HOTSPOT", "Where the team is needed.");
        var most = new Option<int>("--max") { Description = "How many proposals at most, up to 10.", HelpName = "N", DefaultValueFactory = _ => TeamPlanning.UsualProposals };
        var excluded = new Option<string[]>("--exclude")
        {
            Description = "Whom to leave out: members/x, assets/x, or plain x for a member.",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        return new Command("propose", "Proposes the best teams for a hotspot, without reserving anyone.") { hotspot, most, excluded }.Does(shell, async session =>
        {
            var where = session.Get(hotspot);
            var without = session.Get(excluded)!.Select(name => ResourceText.Full("members", name));
            var answer = await TeamPlanning.ProposeAsync(session.Connection, where, session.Get(most), without, session.Clock, session.Cancellation);
            new ProposalStore(session.Directories).Keep(where, answer);
            session.Show(answer, () => ProposalView.Of(answer));
            if (answer.Proposals.Count > 0)
            {
                session.Hint($"taskforce mission create {ResourceText.Id(where)} --team 1");
            }
        });
    }

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        var state = Arguments.Choice<Team.Types.State>("--state", "Only in this state.");
        var holder = new Option<string>("--holder") { Description = "Only for this mission, such as missions/x.", DefaultValueFactory = _ => "" };
        return new Command("list", "Lists teams, newest first.") { limit, state, holder }.Does(shell, async session =>
        {
            var filter = new TeamFilter { Holder = session.Get(holder) };
            filter.States.AddSet(session.Get(state));
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Formation.ListTeamsAsync(
                new() { PageSize = size, PageToken = token, Filter = filter }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => TeamView.Sheet(answer.Teams, session.Clock));
        });
    }

    private static Command Get(Shell shell)
    {
        var name = Arguments.Resource("teams", "TEAM", "The team.");
        return new Command("get", "Shows one team.") { name }.Does(shell, async session =>
        {
            var team = await session.Connection.Formation.GetTeamAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(team, () => TeamView.Card(team, session.Clock));
        });
    }

    private static Command Watch(Shell shell) => new Command("watch", "Shows every change of a team from now on.").DoesUntilInterrupted(shell, async session =>
    {
        var now = await session.Connection.Formation.ListTeamsAsync(new() { PageSize = 1 }, cancellationToken: session.Cancellation);
        await foreach (var change in session.Connection.WatchTeams(linkChanged: session.LinkNotes()).ReadAsync(now.Sequence, session.Cancellation))
        {
            session.ShowEvent(change, () => TeamView.Line(change, session.Clock));
        }
    });
}
