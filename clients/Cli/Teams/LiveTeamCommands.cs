using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Teams;

/// <summary>The commands that mend a live team.</summary>
internal static class LiveTeamCommands
{
    public static Command Repair(Shell shell)
    {
        var name = Arguments.Resource("teams", "TEAM", "The team.");
        return new Command("repair", "Proposes the fewest exchanges that make a team valid again.") { name }.Does(shell, async session =>
        {
            var repair = await session.Connection.Formation.ProposeRepairAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(repair, () => PlanView.Of(repair, session.Clock));
            if (repair.Exchanges is [var first, ..])
            {
                session.Hint($"taskforce team replace {ResourceText.Id(session.Get(name))} {ResourceText.Id(first.Outgoing)} {ResourceText.Id(first.Incoming.Member)} --as dispatcher.{first.Incoming.Nation.ToLowerInvariant()}");
            }
        });
    }

    public static Command Replace(Shell shell)
    {
        var name = Arguments.Resource("teams", "TEAM", "The team.");
        var outgoing = Arguments.Resource("members", "OUTGOING", "Who leaves.");
        var incoming = Arguments.Resource("members", "INCOMING", "Who takes over the same role.");
        return new Command("replace", "Exchanges one member of your nation in a live team.") { name, outgoing, incoming }.Does(shell, async session =>
        {
            var team = await session.Connection.Formation.ReplaceTeamMemberAsync(
                new() { Name = session.Get(name), Outgoing = session.Get(outgoing), Incoming = session.Get(incoming) }, cancellationToken: session.Cancellation);
            session.Show(team, () => TeamView.Card(team, session.Clock));
        });
    }

    public static Command Withdraw(Shell shell)
    {
        var name = Arguments.Resource("teams", "TEAM", "The team.");
        var nation = new Option<string>("--nation") { Description = "Your nation, such as MA.", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why, for people.", Required = true };
        return new Command("withdraw", "Withdraws your nation's people from a live team.") { name, nation, reason }.Does(shell, async session =>
        {
            var team = await session.Connection.Formation.WithdrawNationAsync(
                new() { Name = session.Get(name), Nation = session.Get(nation), Reason = session.Get(reason) }, cancellationToken: session.Cancellation);
            session.Show(team, () => TeamView.Card(team, session.Clock));
            session.Hint($"taskforce team repair {ResourceText.Id(team.Name)}");
        });
    }
}
