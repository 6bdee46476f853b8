using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Tasking.Storage;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;

namespace TaskForce.Tasking.Tests.Storage;

/// <summary>That dropping whole partitions of tasking's log spares what <see cref="LogNeeds"/> spares.</summary>
public sealed class PartitionTests : IDisposable
{
    private const string Member = "de-falke-07";

    private readonly PartitionedTestStore _store = new("events");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task DropEvents_MissionGoesOn_ADeviceThatNeverAskedStillGetsTheOrder()
    {
        await using var app = new TaskingApp(_store);
        var mission = await app.MissionAsync(State.Ordered);
        var told = LastTold();

        await DropAsync(app);

        // Not by a reminder that came since.
        Assert.True(IsKept(told));
        Assert.Equal($"{mission.Name}/orders/{Member}", Assert.Single(await ReceiveAsync(app, 1)).Order.Name);
    }

    [Fact]
    public async Task DropEvents_RecallThatNobodyStored_IsKeptUntilItIsStored()
    {
        await using var app = new TaskingApp(_store);
        var mission = await app.MissionAsync(State.Ordered);
        await app.Missions().RecallMissionAsync(new() { Name = mission.Name, Reason = "False alarm." });
        var told = LastTold();

        await DropAsync(app);
        Assert.True(IsKept(told));
        foreach (var member in TaskingApp.Team.Select(each => each.Member["members/".Length..]))
        {
            foreach (var order in ((string)_store.Ask($"SELECT string_agg(\"Name\", ',') FROM orders WHERE \"Recipient\" = 'members/{member}' AND \"Body\"::jsonb ->> 'kind' = 'Recall'")!).Split(','))
            {
                await app.Field(member).AcknowledgeOrderAsync(new() { Name = order, Device = "phone", Rung = V1.Order.Types.Rung.Stored, DeviceTime = TimeProvider.System.GetUtcNow().ToTimestamp() });
            }
        }

        await DropAsync(app);

        Assert.False(IsKept(told));
    }

    [Fact]
    public async Task DropEvents_FollowerOfTheOwnLogHasNotPassed_KeepsWhatItHasNotSeen()
    {
        // Ended before anything is dropped, so that it passes nothing meanwhile.
        await using (var app = new TaskingApp(_store))
        {
            await app.MissionAsync(State.Approved);
            await FillAsync(app);
        }

        PassReleases("1");
        var missions = _store.Ask("SELECT count(*) FROM events WHERE \"Topic\" = 'missions'");

        _store.Execute("CALL partition_drop_events('-10 years')");
        Assert.Equal(missions, _store.Ask("SELECT count(*) FROM events WHERE \"Topic\" = 'missions'"));

        PassReleases("(SELECT max(\"Sequence\") FROM events)");
        _store.Execute("CALL partition_drop_events('-10 years')");
        Assert.Equal(0L, _store.Ask("SELECT count(*) FROM events WHERE \"Topic\" = 'missions'"));
    }

    // What was written so far gets a partition with an end, and something newer follows it; and the releaser must have passed.
    private async Task DropAsync(TaskingApp app)
    {
        await FillAsync(app);
        _store.Execute($"CALL partition_ahead('events', {PartitionedTestStore.Size}, 3)");
        await FillAsync(app);
        PassReleases("(SELECT max(\"Sequence\") FROM events)");
        _store.Execute("CALL partition_drop_events('-10 years')");
    }

    private long LastTold() => (long)_store.Ask("SELECT max(\"Sequence\") FROM events WHERE \"Topic\" LIKE 'orders/%'")!;

    private bool IsKept(long sequence) => (bool)_store.Ask($"SELECT EXISTS (SELECT FROM events WHERE \"Sequence\" = {sequence})")!;

    private void PassReleases(string sequence) =>
        _store.Execute($"INSERT INTO cursors (\"Name\", \"Sequence\") VALUES ('team-releases', {sequence}) ON CONFLICT (\"Name\") DO UPDATE SET \"Sequence\" = excluded.\"Sequence\"");

    private static async Task FillAsync(TaskingApp app)
    {
        for (var i = 0; i < 2 * PartitionedTestStore.Size; i++)
        {
            await app.Hotspots().CreateHotspotAsync(new() { Hotspot = TaskingApp.PortHotspot });
        }
    }

    private static async Task<List<V1.OrderEvent>> ReceiveAsync(TaskingApp app, int count)
    {
        using var orders = app.Field(Member).ReceiveOrders(new() { Device = "phone" });
        return await orders.ResponseStream.ReadAllAsync(Cancellation).Where(change => change.Order is not null).Take(count).ToListAsync(Cancellation);
    }
}
