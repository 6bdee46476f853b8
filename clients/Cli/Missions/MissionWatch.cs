using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Missions;

/// <summary><c>mission watch</c>: one mission from its beginning to its end, or all of them from now on.</summary>
internal static class MissionWatch
{
    public static Command Create(Shell shell)
    {
        var name = Arguments.OptionalResource("missions", "MISSION", "Without it: every mission, from now on.");
        return new Command("watch", "Shows every step of a mission live; ends when the mission has ended.") { name }
            .DoesUntilInterrupted(shell, session => WatchAsync(session, session.Get(name)));
    }

    private static async Task WatchAsync(Session session, string? mission)
    {
        var after = await BeginAsync(session, mission);
        var watch = session.Connection.WatchMissions(
            new() { Mission = mission ?? "" }, session.LinkNotes(), session.GoOnFrom(() => BeginAsync(session, mission)));
        var states = new Dictionary<string, Mission.Types.State>();
        await foreach (var change in watch.ReadAsync(after, session.Cancellation))
        {
            var before = states.GetValueOrDefault(change.Mission.Name);
            states[change.Mission.Name] = change.Mission.State;
            session.ShowEvent(change, () => MissionLines.Of(change, before, session.Clock, withName: mission is null));
            if (mission is not null && change.Mission.EndTime is not null)
            {
                return;
            }
        }
    }

    // A watch of a mission that does not exist would wait for ever: asking for it says so.
    private static async Task<long> BeginAsync(Session session, string? mission)
    {
        if (mission is null)
        {
            return (await session.Connection.Missions.ListMissionsAsync(new() { PageSize = 1 }, cancellationToken: session.Cancellation)).Sequence;
        }

        await session.Connection.Missions.GetMissionAsync(new() { Name = mission }, cancellationToken: session.Cancellation);
        return 0;
    }
}
