using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Order.Types;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;
using State = TaskForce.Tasking.V1.Mission.Types.State;

namespace TaskForce.Tasking.Tests.Orders;

/// <summary>How people on scene are looked after, whichever database the service is in.</summary>
public abstract class CheckInTests(TestStore store) : IDisposable
{
    private const string Member = "de-falke-07";
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task CheckIn_Missed_RemindsTheDeviceThenAlertsBothCentres()
    {
        await using var app = new TaskingApp(store, _clock);
        var order = await OnSceneAsync(app);
        using var watch = app.Missions().WatchMissions(new(), cancellationToken: Cancellation);

        _clock.Advance(Interval + TimeSpan.FromSeconds(1));
        var reminded = await NextAsync(watch, EventType.CheckInDue);
        _clock.Advance(Grace + TimeSpan.FromSeconds(1));
        var missed = await NextAsync(watch, EventType.CheckInMissed);

        Assert.Equal((order, order), (reminded.Order.Name, missed.Order.Name));
        Assert.NotNull(missed.Order.Welfare.MissedTime);
        var alert = Assert.Single((await app.Alerts("dispatcher.ma").ListAlertsAsync(new() { Filter = new() { Kinds = { V1.Alert.Types.Kind.CheckInMissed } } })).Alerts);
        Assert.Equal(order, alert.Subject);
        Assert.Equal(["DE", "MA"], alert.Nations);
        await app.Field(Member).CheckInAsync(new() { Name = order, Device = "phone", DeviceTime = _clock.GetUtcNow().ToTimestamp() });
        Assert.Contains("has checked in", Assert.Single((await app.Alerts().GetAlertAsync(new() { Name = alert.Name })).Additions).Text, StringComparison.Ordinal);
        using var orders = app.Field(Member).ReceiveOrders(new() { Device = "phone" }, cancellationToken: Cancellation);
        var due = await orders.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Type == V1.OrderEvent.Types.Type.CheckInDue, Cancellation);
        Assert.Contains("5 min", due.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckIn_InTime_SetsTheTimerAnew()
    {
        await using var app = new TaskingApp(store, _clock);
        var order = await OnSceneAsync(app);
        _clock.Advance(TimeSpan.FromMinutes(10));

        var well = await app.Field(Member).CheckInAsync(new() { Name = "missions/-/orders/-", Device = "phone", DeviceTime = _clock.GetUtcNow().ToTimestamp() });

        Assert.Equal((order, _clock.GetUtcNow() + Interval), (well.Name, well.Welfare.DueTime.ToDateTimeOffset()));
    }

    [Fact]
    public async Task CheckIn_RecipientOffDuty_IsNotRemindedButTheCentresHear()
    {
        await using var app = new TaskingApp(store, _clock);
        await OnSceneAsync(app);
        app.Peers.Members[$"members/{Member}"] = new() { Duty = Roster.V1.Member.Types.Duty.Sick };
        using var watch = app.Missions().WatchMissions(new(), cancellationToken: Cancellation);

        _clock.Advance(Interval + TimeSpan.FromSeconds(1));
        var missed = await NextAsync(watch, EventType.CheckInMissed);

        Assert.Null(missed.Order.Welfare.ReminderTime);
        Assert.Contains("The member is off duty.", Assert.Single((await app.Alerts().ListAlertsAsync(new())).Alerts).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckIn_ServiceDownForHours_RemindsOnceAndSaysWhenItWasDue()
    {
        await using (var before = new TaskingApp(store, _clock))
        {
            await OnSceneAsync(before);
        }

        var later = new FakeTimeProvider(_clock.GetUtcNow().AddHours(4));
        await using var app = new TaskingApp(store, later);
        using var watch = app.Missions().WatchMissions(new(), cancellationToken: Cancellation);
        var reminded = await NextAsync(watch, EventType.CheckInDue);
        using var orders = app.Field(Member).ReceiveOrders(new() { Device = "phone" }, cancellationToken: Cancellation);
        var due = await orders.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Type == V1.OrderEvent.Types.Type.CheckInDue, Cancellation);

        Assert.Equal(later.GetUtcNow() + Grace, reminded.Order.Welfare.DueTime.ToDateTimeOffset());
        Assert.Equal(_clock.GetUtcNow() + Interval, due.DueTime.ToDateTimeOffset());
    }

    [Fact]
    public async Task CheckIn_AfterClear_IsNotExpected()
    {
        await using var app = new TaskingApp(store, _clock);
        var order = await OnSceneAsync(app);

        var clear = await app.Field(Member).ReportProgressAsync(new() { Name = order, Stage = Stage.Clear, DeviceTime = _clock.GetUtcNow().ToTimestamp() });

        Assert.Null(clear.Welfare.DueTime);
    }

    [Fact]
    public async Task CheckIn_OfAnother_IsDenied()
    {
        await using var app = new TaskingApp(store, _clock);
        var order = await OnSceneAsync(app);

        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            app.Field("ma-atlas-12").CheckInAsync(new() { Name = order, Device = "phone", DeviceTime = new() }).ResponseAsync);

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    private async Task<string> OnSceneAsync(TaskingApp app)
    {
        var mission = await app.MissionAsync(State.Ordered);
        foreach (var each in mission.Orders)
        {
            await app.Field(each.Recipient["members/".Length..]).AcknowledgeOrderAsync(
                new() { Name = each.Name, Rung = Rung.Accepted, Device = "phone", DeviceTime = _clock.GetUtcNow().ToTimestamp() });
        }

        var order = $"{mission.Name}/orders/{Member}";
        var arrived = await app.Field(Member).ReportProgressAsync(new() { Name = order, Stage = Stage.OnScene, DeviceTime = _clock.GetUtcNow().ToTimestamp() });
        Assert.Equal(_clock.GetUtcNow() + Interval, arrived.Welfare.DueTime.ToDateTimeOffset());
        return order;
    }

    private static async Task<V1.MissionEvent> NextAsync(AsyncServerStreamingCall<V1.MissionEvent> watch, EventType type) =>
        await watch.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Type == type, Cancellation);
}

public sealed class CheckInsOnSqliteTests() : CheckInTests(new SqliteTestStore());

public sealed class CheckInsOnPostgresTests() : CheckInTests(new PostgresTestStore());
