using Grpc.Core;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Tasking.Tests.Missions;

/// <summary>What happens when the roster was restored from a backup, or trimmed its log while this service was away.</summary>
public class TeamFollowerAfreshTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RosterLog_DoesNotGoOn_ComparesTheMissionsAndGoesOnFromTheList()
    {
        using var store = new SqliteTestStore();
        V1.Mission lost, kept, underWay;
        await using (var before = new TaskingApp(store))
        {
            (lost, kept, underWay) = (await before.MissionAsync(State.Approved), await before.MissionAsync(State.Approved), await before.MissionAsync(State.Ordered));
        }

        await using var after = new TaskingApp(store);
        after.Peers.Teams[kept.Team] = new() { Name = kept.Team, Holder = kept.Name, Members = { kept.Members } };
        (after.Peers.TeamSequence, after.Peers.IsOffTheLog) = (42, cursor => cursor != 42);
        using var watch = after.Missions().WatchMissions(new());
        var expired = await watch.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Type == EventType.TeamExpired, Cancellation);
        var cursors = await after.Peers.TeamCursors.Reader.ReadAllAsync(Cancellation).TakeUntil(42).ToListAsync(Cancellation);

        Assert.Equal((lost.Name, State.Draft), (expired.Mission.Name, expired.Mission.State));
        Assert.Equal([0, 42], cursors);
        Assert.Equal([State.Approved, State.Ordered], [await StateAsync(after, kept), await StateAsync(after, underWay)]);
    }

    private static async Task<State> StateAsync(TaskingApp app, V1.Mission mission) => (await app.Missions().GetMissionAsync(new() { Name = mission.Name })).State;
}

internal static class Sequences
{
    public static async IAsyncEnumerable<long> TakeUntil(this IAsyncEnumerable<long> numbers, long last)
    {
        await foreach (var number in numbers)
        {
            yield return number;
            if (number == last)
            {
                yield break;
            }
        }
    }
}
