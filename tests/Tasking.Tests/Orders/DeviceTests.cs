using Grpc.Core;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;
using Kind = TaskForce.Tasking.V1.Order.Types.Kind;
using Rung = TaskForce.Tasking.V1.Order.Types.Rung;
using Told = TaskForce.Tasking.V1.OrderEvent.Types.Type;

namespace TaskForce.Tasking.Tests.Orders;

/// <summary>How orders get on with several devices of one member, whichever database the service is in.</summary>
public abstract class DeviceTests(TestStore store) : IDisposable
{
    private const string Member = "de-falke-07";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Order_TwoDevices_ShowsHowFarItGotOnEach()
    {
        await using var app = new TaskingApp(store);
        var mission = await app.MissionAsync(State.Ordered);
        await ReceiveAsync(app, "tablet", after: 0, count: 1);
        var order = $"{mission.Name}/orders/{Member}";

        await app.Field(Member).AcknowledgeOrderAsync(Report(order, Rung.Stored, "phone"));
        await app.Field(Member).AcknowledgeOrderAsync(Report(order, Rung.Displayed, "phone"));
        var seen = (await app.Missions().GetMissionAsync(new() { Name = mission.Name })).Orders.Single(each => each.Name == order);

        Assert.Equal([("phone", Rung.Displayed), ("tablet", Rung.Queued)], seen.Devices.OrderBy(device => device.Device).Select(device => (device.Device, device.Rung)));
        Assert.Equal([Rung.Stored, Rung.Displayed], seen.Devices.Single(device => device.Device == "phone").Acknowledgements.Select(reached => reached.Rung));
        Assert.Equal(Rung.Displayed, seen.Rung);
        Assert.All(seen.Devices, device => Assert.True(device.FirstSeenTime is not null && device.LastSeenTime >= device.FirstSeenTime));
    }

    [Fact]
    public async Task ReceiveOrders_WithACursor_IsWhatTheDeviceHasConfirmed()
    {
        await using var app = new TaskingApp(store);
        var mission = await app.MissionAsync(State.Ordered);
        var issued = Assert.Single(await ReceiveAsync(app, "phone", after: 0, count: 1));
        var second = await app.MissionAsync(State.Ordered);
        Assert.Equal(second.Name, Assert.Single(await ReceiveAsync(app, "phone", issued.Sequence, count: 1)).Order.Name.Split("/orders/")[0]);

        var order = (await app.Missions().GetMissionAsync(new() { Name = mission.Name })).Orders.Single(each => each.Recipient == $"members/{Member}");

        Assert.Equal(issued.Sequence, Assert.Single(order.Devices).Cursor);
    }

    [Fact]
    public async Task Accept_OnOneDevice_IsToldToTheOther()
    {
        await using var app = new TaskingApp(store);
        var mission = await app.MissionAsync(State.Ordered);

        await app.Field(Member).AcknowledgeOrderAsync(Report($"{mission.Name}/orders/{Member}", Rung.Accepted, "phone"));
        var told = await ReceiveAsync(app, "tablet", after: 0, count: 2);

        Assert.Equal([Told.Issued, Told.Decided], told.Select(change => change.Type));
        Assert.Equal((Rung.Accepted, "phone"), (told[1].Order.Rung, told[1].Order.Acknowledgements[^1].Device));
    }

    [Fact]
    public async Task AcceptAndDecline_OnTwoDevicesAtOnce_ExactlyOneWins()
    {
        await using var app = new TaskingApp(store);
        var mission = await app.MissionAsync(State.Ordered);
        var order = $"{mission.Name}/orders/{Member}";

        var both = await Task.WhenAll(
            CodeAsync(app.Field(Member).AcknowledgeOrderAsync(Report(order, Rung.Accepted, "phone")).ResponseAsync),
            CodeAsync(app.Field(Member).AcknowledgeOrderAsync(Report(order, Rung.Declined, "tablet")).ResponseAsync));
        var decided = (await app.Missions().GetMissionAsync(new() { Name = mission.Name })).Orders.Single(each => each.Name == order);

        Assert.Equal([StatusCode.OK, StatusCode.FailedPrecondition], both.Order());
        Assert.Single(decided.Acknowledgements, reached => reached.Rung is Rung.Accepted or Rung.Declined);
    }

    [Fact]
    public async Task AcknowledgeOrder_SameReportUnderAnotherRequestId_IsOneEvent()
    {
        await using var app = new TaskingApp(store);
        var mission = await app.MissionAsync(State.Ordered);
        var order = $"{mission.Name}/orders/{Member}";
        using var watch = app.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } });

        foreach (var rung in new[] { Rung.Read, Rung.Stored, Rung.Read, Rung.Stored, Rung.Accepted })
        {
            var report = Report(order, rung, "phone");
            report.RequestId = Guid.NewGuid().ToString();
            await app.Field(Member).AcknowledgeOrderAsync(report);
        }

        var rungs = await watch.ResponseStream.ReadAllAsync(Cancellation).Where(change => change.Type == V1.MissionEvent.Types.Type.OrderAcknowledged)
            .Select(change => change.Order.Acknowledgements.Count(reached => reached.DeviceTime is not null)).Take(3).ToListAsync(Cancellation);
        Assert.Equal([1, 2, 3], rungs);
    }

    [Fact]
    public async Task ReceiveOrders_MissionWasRecalled_NeverGivesTheOrderAsNewWork()
    {
        await using var app = new TaskingApp(store);
        var mission = await app.MissionAsync(State.Ordered);
        await app.Missions().RecallMissionAsync(new() { Name = mission.Name, Reason = "False alarm." });

        var told = await ReceiveAsync(app, "phone", after: 0, count: 3);

        Assert.Equal([(Told.Superseded, Kind.Deploy), (Told.Issued, Kind.Recall), (Told.Superseded, Kind.Deploy)], told.Select(change => (change.Type, change.Order.Kind)));
        Assert.Equal(("False alarm.", told[1].Order.Name), (told[0].Recall.Instructions, told[0].Order.SupersededBy));
        Assert.NotNull(told[0].Order.SupersedeTime);
    }

    [Fact]
    public async Task Recall_WhileTheDeviceListens_ComesBeforeTheOrderIsMarked()
    {
        await using var app = new TaskingApp(store);
        var mission = await app.MissionAsync(State.Ordered);
        var receiving = ReceiveAsync(app, "phone", after: 0, count: 3);

        var recalled = await app.Missions().RecallMissionAsync(new() { Name = mission.Name, Reason = "False alarm." });

        Assert.Equal([(Kind.Deploy, 3), (Kind.Recall, 3)], recalled.Orders.GroupBy(order => order.Kind).Select(kind => (kind.Key, kind.Count())));
        Assert.All(recalled.Orders.Where(order => order.Kind == Kind.Deploy), order => Assert.Equal($"{order.Name}-recall", order.SupersededBy));
        Assert.Contains(await receiving, change => change.Type == Told.Issued && change.Order.Kind == Kind.Recall);
    }

    private static async Task<List<V1.OrderEvent>> ReceiveAsync(TaskingApp app, string device, long after, int count)
    {
        using var orders = app.Field(Member).ReceiveOrders(new() { Device = device, After = after }, cancellationToken: Cancellation);
        return await orders.ResponseStream.ReadAllAsync(Cancellation).Where(change => change.Order is not null).Take(count).ToListAsync(Cancellation);
    }

    private static async Task<StatusCode> CodeAsync(Task<V1.Order> call)
    {
        try
        {
            await call;
            return StatusCode.OK;
        }
        catch (RpcException refusal)
        {
            return refusal.StatusCode;
        }
    }

    private static V1.AcknowledgeOrderRequest Report(string order, Rung rung, string device) =>
        new() { Name = order, Rung = rung, Device = device, DeviceTime = new(), Reason = rung == Rung.Declined ? "No." : "" };
}

public sealed class DevicesOnSqliteTests() : DeviceTests(new SqliteTestStore());

public sealed class DevicesOnPostgresTests() : DeviceTests(new PostgresTestStore());
