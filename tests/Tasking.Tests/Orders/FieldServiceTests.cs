using Grpc.Core;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;

namespace TaskForce.Tasking.Tests.Orders;

/// <summary>How orders reach a device, whichever database the service is in.</summary>
public abstract class FieldServiceTests(TestStore store) : IDisposable
{
    private const string Member = "de-falke-07";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task ReceiveOrders_DeviceWasAway_GetsEachOrderOnceInOrder()
    {
        await using var app = new TaskingApp(store);
        var missions = new List<V1.Mission>();
        for (var i = 0; i < 3; i++)
        {
            missions.Add(await app.MissionAsync(State.Ordered));
        }

        var orders = await ReceiveAsync(app, after: 0, count: 3);

        Assert.Equal(missions.Select(mission => $"{mission.Name}/orders/{Member}"), orders.Select(order => order.Order.Name));
        Assert.Equal(orders.Select(order => order.Sequence).Order().Distinct(), orders.Select(order => order.Sequence));
    }

    [Fact]
    public async Task ReceiveOrders_ResumedAfterARestart_GoesOnAfterTheLastOneSeen()
    {
        V1.OrderEvent seen;
        await using (var before = new TaskingApp(store))
        {
            await before.MissionAsync(State.Ordered);
            seen = Assert.Single(await ReceiveAsync(before, after: 0, count: 1));
        }

        await using var after = new TaskingApp(store);
        var receiving = ReceiveAsync(after, seen.Sequence, count: 2);
        var second = await after.MissionAsync(State.Ordered);
        await after.Missions().RecallMissionAsync(new() { Name = second.Name, Reason = "False alarm." });

        Assert.Equal([V1.Order.Types.Kind.Deploy, V1.Order.Types.Kind.Recall], (await receiving).Select(order => order.Order.Kind));
    }

    [Fact]
    public async Task AcknowledgeOrder_SameRequestIdTwice_IsNotedOnce()
    {
        await using var app = new TaskingApp(store);
        var mission = await app.MissionAsync(State.Ordered);
        var request = new V1.AcknowledgeOrderRequest
        {
            Name = $"{mission.Name}/orders/{Member}",
            Rung = V1.Order.Types.Rung.Accepted,
            Device = "phone",
            DeviceTime = new(),
            RequestId = Guid.NewGuid().ToString(),
        };

        var both = await Task.WhenAll(
            app.Field(Member).AcknowledgeOrderAsync(request).ResponseAsync,
            app.Field(Member).AcknowledgeOrderAsync(request).ResponseAsync);

        Assert.Equal(both[0], both[1]);
        Assert.Equal(V1.Order.Types.Rung.Accepted, both[0].Rung);
    }

    private static async Task<List<V1.OrderEvent>> ReceiveAsync(TaskingApp app, long after, int count)
    {
        using var orders = app.Field(Member).ReceiveOrders(new() { Device = "phone", After = after });
        return await orders.ResponseStream.ReadAllAsync(Cancellation).Where(change => change.Order is not null).Take(count).ToListAsync(Cancellation);
    }
}

public sealed class FieldServiceOnSqliteTests() : FieldServiceTests(new SqliteTestStore());

public sealed class FieldServiceOnPostgresTests() : FieldServiceTests(new PostgresTestStore());

public sealed class FieldServiceOnPartitionsTests() : FieldServiceTests(new PartitionedTestStore("events"));
