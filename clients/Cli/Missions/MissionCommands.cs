using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Missions;

/// <summary><c>mission</c>.</summary>
internal static class MissionCommands
{
    public static Command Create(Shell shell) => new("mission", "What teams are ordered to do.")
    {
        MissionPlanning.CreateCreate(shell),
        MissionPlanning.CreateAssign(shell),
        List(shell),
        Get(shell),
        MissionVerbs.Approve(shell),
        MissionVerbs.Reject(shell),
        MissionVerbs.Dispatch(shell),
        MissionVerbs.Recall(shell),
        MissionVerbs.Preempt(shell),
        MissionVerbs.Complete(shell),
        MissionWatch.Create(shell),
    };

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        var state = Arguments.Choice<Mission.Types.State>("--state", "Only in this state.");
        var hotspot = new Option<string>("--hotspot") { Description = "Only at this hotspot.", DefaultValueFactory = _ => "" };
        return new Command("list", "Lists missions, newest first.") { limit, state, hotspot }.Does(shell, async session =>
        {
            var filter = new MissionFilter { Hotspot = session.Get(hotspot) is { Length: > 0 } where ? ResourceText.Full("hotspots", where) : "" };
            filter.States.AddSet(session.Get(state));
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Missions.ListMissionsAsync(
                new() { PageSize = size, PageToken = token, Filter = filter }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => MissionView.Sheet(answer.Missions, session.Clock));
        });
    }

    private static Command Get(Shell shell)
    {
        var name = Arguments.Resource("missions", "MISSION", "The mission.");
        return new Command("get", "Shows one mission, its team and how far each order got.") { name }.Does(shell, async session =>
        {
            var mission = await session.Connection.Missions.GetMissionAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(mission, () => MissionView.Card(mission, session.Clock));
        });
    }
}
