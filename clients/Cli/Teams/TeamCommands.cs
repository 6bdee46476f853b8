using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Teams;

/// <summary><c>team</c>.</summary>
internal static class TeamCommands
{
    public static Command Create(Shell shell) => new("team", "Teams: proposed, planned, explained, reserved and repaired.")
    {
        PlanningCommands.Propose(shell),
        PlanningCommands.Plan(shell),
        PlanningCommands.Explain(shell),
        PlanningCommands.WhatIf(shell),
        List(shell),
        Get(shell),
        Watch(shell),
        LiveTeamCommands.Repair(shell),
        LiveTeamCommands.Replace(shell),
        LiveTeamCommands.Withdraw(shell),
    };

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
        var watch = session.Connection.WatchTeams(linkChanged: session.LinkNotes(), startAfresh: session.GoOnFrom(NowAsync));
        await foreach (var change in watch.ReadAsync(await NowAsync(), session.Cancellation))
        {
            session.ShowEvent(change, () => TeamView.Line(change, session.Clock));
        }

        async Task<long> NowAsync() =>
            (await session.Connection.Formation.ListTeamsAsync(new() { PageSize = 1 }, cancellationToken: session.Cancellation)).Sequence;
    });
}
