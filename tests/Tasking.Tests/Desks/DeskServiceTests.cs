using Grpc.Core;
using TaskForce.Testing;
using Change = TaskForce.Tasking.V1.DeskEvent.ChangeOneofCase;

namespace TaskForce.Tasking.Tests.Desks;

public abstract class DeskServiceTests(TestStore store) : IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TaskingApp _app = null!;

    public ValueTask InitializeAsync()
    {
        _app = new(store);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task WatchDesk_ThingsOfSeveralKindsHappen_TellsEachOnceInTheOrderOfTheLog()
    {
        using var watch = _app.Desk("auditor.de").WatchDesk(new(), cancellationToken: Cancellation);
        var mission = await _app.MissionAsync();
        await _app.Handovers().OfferHandoverAsync(new() { Missions = { mission.Name }, To = "night.de" });

        var told = await watch.ResponseStream.ReadAllAsync(Cancellation).Where(IsChange).Take(3).ToListAsync(Cancellation);

        Assert.Equal([Change.Hotspot, Change.Mission, Change.Handover], told.Select(change => change.ChangeCase));
        Assert.Equal(mission.Name, told[1].Mission.Mission.Name);
        Assert.Equal(told.Select(change => change.Sequence).Order().Distinct(), told.Select(change => change.Sequence));
        Assert.All(told, change => Assert.NotNull(change.Time));
    }

    [Fact]
    public async Task WatchDesk_GoingOn_MissesNothingAndRepeatsNothing()
    {
        await _app.MissionAsync();
        var seen = (await _app.Missions().ListMissionsAsync(new())).Sequence;
        var second = await _app.MissionAsync();

        using var watch = _app.Desk().WatchDesk(new() { After = seen }, cancellationToken: Cancellation);
        var told = await watch.ResponseStream.ReadAllAsync(Cancellation).Where(IsChange).Take(2).ToListAsync(Cancellation);

        Assert.Equal(second.Hotspot, told[0].Hotspot.Hotspot.Name);
        Assert.Equal(second.Name, told[1].Mission.Mission.Name);
        Assert.All(told, change => Assert.True(change.Sequence > seen));
    }

    [Fact]
    public async Task WatchDesk_BeyondTheLog_IsRefused()
    {
        using var watch = _app.Desk().WatchDesk(new() { After = 1_000_000 }, cancellationToken: Cancellation);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(Cancellation));

        Assert.Equal(StatusCode.OutOfRange, refusal.StatusCode);
    }

    private static bool IsChange(V1.DeskEvent told) => told.ChangeCase != Change.None;
}

public sealed class DeskServiceOnSqliteTests() : DeskServiceTests(new SqliteTestStore());

public sealed class DeskServiceOnPostgresTests() : DeskServiceTests(new PostgresTestStore());
