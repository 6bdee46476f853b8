using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Tasking.Storage;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;

namespace TaskForce.Tasking.Tests.Storage;

/// <summary>What trimming the log leaves to devices that were away, and to this service's own followers.</summary>
public abstract class LogNeedsTests(TestStore store) : IDisposable
{
    private const string Member = "de-falke-07";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Trim_MissionGoesOn_ADeviceThatNeverAskedStillGetsTheOrder()
    {
        await using var app = new TaskingApp(store, _clock);
        var mission = await app.MissionAsync(State.Ordered);
        await TrimAsync(app);

        Assert.Equal($"{mission.Name}/orders/{Member}", Assert.Single(await ReceiveAsync(app, 0, 1)).Order.Name);
    }

    [Fact]
    public async Task Trim_MissionHasEnded_OnlyTheRecallThatNobodyStoredIsKept()
    {
        await using var app = new TaskingApp(store, _clock);
        var mission = await app.MissionAsync(State.Ordered);
        await app.Missions().RecallMissionAsync(new() { Name = mission.Name, Reason = "False alarm." });
        await TrimAsync(app);

        Assert.Equal(V1.Order.Types.Kind.Recall, Assert.Single(await ReceiveAsync(app, 0, 1)).Order.Kind);
    }

    [Fact]
    public async Task Trim_DeviceWasAwayTooLong_IsToldToStartAfresh()
    {
        await using var app = new TaskingApp(store, _clock);
        var first = await app.MissionAsync(State.Ordered);
        var seen = Assert.Single(await ReceiveAsync(app, 0, 1));
        var second = await app.MissionAsync(State.Ordered);
        foreach (var mission in new[] { first, second })
        {
            await app.Missions().RecallMissionAsync(new() { Name = mission.Name, Reason = "False alarm." });
        }

        await TrimAsync(app);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => ReceiveAsync(app, seen.Sequence, 1));

        Assert.Equal((StatusCode.OutOfRange, "LOG_TRUNCATED"), (refusal.StatusCode, refusal.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason));
    }

    [Fact]
    public async Task Trim_FollowerOfTheOwnLogHasNotPassed_KeepsWhatItHasNotSeen()
    {
        await using var app = new TaskingApp(store, _clock);
        await app.MissionAsync(State.Approved);
        var events = await EventsAsync(app);
        await app.Services.GetRequiredService<Journal<TaskingDb>>().ChangeAsync(db => db.ResetCursorAsync("team-releases", events[1].Sequence), Cancellation);

        var needed = await app.Services.GetRequiredService<Journal<TaskingDb>>().ReadAsync(db => db.FindNeededAsync(events, Cancellation), Cancellation);

        Assert.Equal(events.Where(entry => entry.Topic == "missions").Select(entry => entry.Sequence).Where(sequence => sequence > events[1].Sequence), needed.Order());
    }

    // First the releaser must have passed, which it does with the heartbeat; then a month goes by, and something new happens.
    private async Task TrimAsync(TaskingApp app)
    {
        var end = await app.Services.GetRequiredService<Journal<TaskingDb>>().ReadAsync(db => db.EndOfLogAsync(Cancellation), Cancellation);
        while (await CursorAsync(app) < end && !Cancellation.IsCancellationRequested)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        await AgeAsync(app);
        await app.Hotspots().CreateHotspotAsync(new() { Hotspot = TaskingApp.PortHotspot });
        await Keeper(app).TrimAsync(Cancellation);
    }

    // Moving the clock by a month would wake every timer a million times.
    private static Task<int> AgeAsync(TaskingApp app) => app.Services.GetRequiredService<Journal<TaskingDb>>().ChangeAsync(
        db => db.Events.ExecuteUpdateAsync(e => e.SetProperty(row => row.Time, row => row.Time - TimeSpan.FromDays(31).Ticks), Cancellation), Cancellation);

    private static LogKeeper<TaskingDb> Keeper(TaskingApp app) => app.Services.GetRequiredService<LogKeeper<TaskingDb>>();

    private static Task<long> CursorAsync(TaskingApp app) =>
        app.Services.GetRequiredService<Journal<TaskingDb>>().ReadAsync(db => db.ReadCursorAsync("team-releases"), Cancellation);

    private static Task<List<LogEntry>> EventsAsync(TaskingApp app) => app.Services.GetRequiredService<Journal<TaskingDb>>().ReadAsync(
        db => db.Events.OrderBy(e => e.Sequence).Select(e => new LogEntry(e.Sequence, e.Topic, e.Resource, e.Time)).ToListAsync(Cancellation), Cancellation);

    private static async Task<List<V1.OrderEvent>> ReceiveAsync(TaskingApp app, long after, int count)
    {
        using var orders = app.Field(Member).ReceiveOrders(new() { Device = "phone", After = after });
        return await orders.ResponseStream.ReadAllAsync(Cancellation).Where(change => change.Order is not null).Take(count).ToListAsync(Cancellation);
    }
}

public sealed class LogNeedsOnSqliteTests() : LogNeedsTests(new SqliteTestStore());

public sealed class LogNeedsOnPostgresTests() : LogNeedsTests(new PostgresTestStore());

public sealed class LogNeedsOnPartitionsTests() : LogNeedsTests(new PartitionedTestStore("events"));
