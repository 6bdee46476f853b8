using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Storage;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Operation.Types;
using EventType = TaskForce.Tasking.V1.OperationEvent.Types.Type;
using Instruction = TaskForce.Tasking.V1.HHourOrder.Types.Instruction;
using Rung = TaskForce.Tasking.V1.HHourOrder.Types.Rung;

namespace TaskForce.Tasking.Tests.Operations;

/// <summary>Operations through a real channel, whichever database the service is in.</summary>
public abstract class OperationServiceTests(TestStore store) : IAsyncDisposable
{
    private readonly OperationSetting _setting = OperationSetting.On(store);

    public async ValueTask DisposeAsync()
    {
        await _setting.DisposeAsync();
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Operation_FromPlanToGo_ReachesEveryDevice()
    {
        var operation = await _setting.GoingAsync(_setting.H, "one", "two");

        Assert.Equal((State.Go, 2), (operation.State, operation.Revision));
        Assert.Empty(operation.Obstacles);
        Assert.Equal(4, operation.Devices.Count);
        Assert.All(operation.Devices, device => Assert.Equal(TimeSpan.FromMilliseconds(20), device.ClockUncertainty.ToTimeSpan()));
        Assert.Equal(Instruction.Go, (await _setting.ReceiveAsync("ma-two", 2))[^1].Instruction);
    }

    [Fact]
    public async Task CreateOperation_HInThePastAndOneMissionTwice_NamesBoth()
    {
        var refusal = await Refused(_setting.App.Operations().CreateOperationAsync(new()
        {
            Operation = new() { Title = "Ring", Missions = { "missions/same", "missions/same" }, HHour = _setting.Clock.GetUtcNow().ToTimestamp(), MaxClockUncertainty = new() { Seconds = 60 } },
        }));

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("names a mission twice", refusal.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("max_clock_uncertainty", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateOperation_SentAgainAfterH_IsAnsweredAsBefore()
    {
        var missions = (await _setting.AcceptedAsync(_setting.H, "one", "two")).Missions;
        await _setting.App.Operations().DeleteOperationAsync(new() { Name = (await _setting.App.Operations().ListOperationsAsync(new())).Operations[0].Name });
        var request = new V1.CreateOperationRequest
        {
            Operation = new() { Title = "Ring", Missions = { missions }, HHour = _setting.H.ToTimestamp() },
            RequestId = Guid.NewGuid().ToString(),
        };
        var first = await _setting.App.Operations().CreateOperationAsync(request);
        _setting.Clock.Advance(_setting.H + TimeSpan.FromMinutes(1) - _setting.Clock.GetUtcNow());

        Assert.Equal(first, await _setting.App.Operations().CreateOperationAsync(request));
    }

    [Fact]
    public async Task CreateOperation_MissionOfAnotherLiveOperation_IsRefused()
    {
        var first = await _setting.AcceptedAsync(_setting.H, "one", "two");
        var again = new V1.CreateOperationRequest { Operation = new() { Title = "Again", Missions = { first.Missions }, HHour = _setting.H.ToTimestamp() } };

        Assert.Contains(first.Name, (await Refused(_setting.App.Operations().CreateOperationAsync(again))).Status.Detail, StringComparison.Ordinal);
        await _setting.App.Operations("commander.ma").AbortOperationAsync(new() { Name = first.Name, Reason = "Rain." });

        Assert.Equal(State.Planned, (await _setting.App.Operations().CreateOperationAsync(again)).State);
    }

    [Fact]
    public async Task GiveGo_NothingIsReady_IsRefusedNamingEachObstacle()
    {
        var operation = await _setting.AcceptedAsync(_setting.H, "one", "two");

        var refusal = await Refused(_setting.App.Operations("commander.de").GiveGoAsync(new() { Name = operation.Name }));

        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
        Assert.Contains("No device of a member of MA has the H-hour order.", refusal.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(2 + 4 + 2, operation.Obstacles.Count);
    }

    [Fact]
    public async Task SetReadiness_MemberWhoDoesNotLead_IsDenied()
    {
        var operation = await _setting.AcceptedAsync(_setting.H, "one", "two");

        var refusal = await Refused(_setting.App.Operations("field:de-two").SetReadinessAsync(
            new() { Name = operation.Name, Mission = operation.Missions[0], Readiness = Readiness.Ready }));

        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
    }

    [Fact]
    public async Task SetReadiness_ByDeputyAndByCentre_IsRecordedAsSuch()
    {
        var operation = await _setting.AcceptedAsync(_setting.H, "one", "two");

        var own = await _setting.SayAsync(operation.Name, operation.Missions[0], "field:ma-one", Readiness.Ready);
        var all = await _setting.SayAsync(operation.Name, operation.Missions[1], "dispatcher.ma", Readiness.NotReady, "Fog.");

        Assert.Equal([operation.Missions[0]], own.Parts.Select(part => part.Mission));
        Assert.Empty(own.Devices);
        Assert.Equal([("field:ma-one", false), ("dispatcher.ma", true)], all.Parts.Select(part => (part.Actor, part.FromCentre)));
    }

    [Fact]
    public async Task Readiness_NotRepeated_DecaysAndHoldsWhatHadItsGo()
    {
        var operation = await _setting.GoingAsync(_setting.Clock.GetUtcNow().AddMinutes(20), "one", "two");

        _setting.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(2));

        var held = (await _setting.UntilAsync(operation.Name, EventType.Held)).Operation;
        Assert.Equal(State.Held, held.State);
        Assert.Contains("its last word is too old", held.Reason, StringComparison.Ordinal);
        Assert.Contains((await _setting.App.Alerts().ListAlertsAsync(new())).Alerts, alert => alert.Kind == V1.Alert.Types.Kind.OperationHeld && alert.Subject == operation.Name);
        Assert.Equal(Instruction.Hold, (await _setting.ReceiveAsync("de-one", 3))[^1].Instruction);
    }

    [Fact]
    public async Task Clock_OfEverNewDevices_IsKeptOfTheLastFew()
    {
        for (var i = 0; i < 40; i++)
        {
            await _setting.MeasureAsync("de-one", TimeSpan.FromMilliseconds(20), $"phone-{i:00}");
            _setting.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var devices = await _setting.App.Services.GetRequiredService<Journal<TaskingDb>>().ReadAsync(
            db => db.DeviceClocks.Select(clock => clock.Device).OrderBy(device => device).ToListAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(8, 32).Select(i => $"phone-{i:00}"), devices);
    }

    [Fact]
    public async Task Clock_TellsThatItIsWorse_HoldsWhatHadItsGo()
    {
        var operation = await _setting.GoingAsync(_setting.H, "one", "two");

        await _setting.MeasureAsync("ma-two", TimeSpan.FromMilliseconds(400));

        var held = await _setting.GetAsync(operation.Name);
        Assert.Equal(State.Held, held.State);
        Assert.Contains(held.Obstacles, obstacle => obstacle.Kind == Obstacle.Types.Kind.ClockUncertain && obstacle.Subject == "members/ma-two");
    }

    [Fact]
    public async Task Hold_AcknowledgedByAllAndReadyAgain_CanGoAnew()
    {
        var operation = await _setting.GoingAsync(_setting.H, "one", "two");
        var held = await _setting.App.Operations("commander.ma").GiveNoGoAsync(new() { Name = operation.Name, Reason = "Fog." });
        Assert.Equal(4, held.Obstacles.Count(obstacle => obstacle.Kind == Obstacle.Types.Kind.HoldNotAcknowledged));

        foreach (var member in new[] { "de-one", "ma-one", "de-two", "ma-two" })
        {
            await _setting.ReachAsync(member, held, Rung.Acknowledged);
        }

        await _setting.App.Operations("commander.de").GiveGoAsync(new() { Name = operation.Name });
        var going = await _setting.App.Operations("commander.ma").GiveGoAsync(new() { Name = operation.Name });

        Assert.Equal((State.Go, 4), (going.State, going.Revision));
    }

    [Fact]
    public async Task Hold_NotAcknowledgedInTime_RaisesAnAlertThatSaysOfWhom()
    {
        var operation = await _setting.GoingAsync(_setting.Clock.GetUtcNow().AddMinutes(4), "one", "two");
        var held = await _setting.App.Operations().HoldOperationAsync(new() { Name = operation.Name, Reason = "Fog." });
        await _setting.ReachAsync("de-one", held, Rung.Acknowledged);

        _setting.Clock.Advance(TimeSpan.FromMinutes(2) + TimeSpan.FromSeconds(2));

        await _setting.UntilAsync(operation.Name, EventType.AcknowledgementOverdue);
        var alert = Assert.Single((await _setting.App.Alerts().ListAlertsAsync(new() { Filter = new() { Kinds = { V1.Alert.Types.Kind.InstructionUnacknowledged } } })).Alerts);
        Assert.Contains("by 1 of DE and 2 of MA.", alert.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Abort_AfterGo_TellsTheLateDeviceTheAbortAndNeverTheGo()
    {
        var operation = await _setting.GoingAsync(_setting.H, "one", "two");
        await _setting.ReleaseAsync("de-one", operation, _setting.H);
        var aborted = await _setting.App.Operations("commander.de").AbortOperationAsync(new() { Name = operation.Name, Reason = "Wrong house." });
        await _setting.ReachAsync("de-one", aborted, Rung.Stored);
        await _setting.ReachAsync("ma-one", aborted, Rung.Stored);

        var orders = await _setting.ReceiveAsync("de-two", 3);
        var shown = await _setting.GetAsync(operation.Name);

        Assert.All(orders, order => Assert.Equal(Instruction.Abort, order.Instruction));
        Assert.Equal(
            [Device.Types.AbortOutcome.TooLate, Device.Types.AbortOutcome.InTime, Device.Types.AbortOutcome.NotReached, Device.Types.AbortOutcome.NotReached],
            shown.Devices.Select(device => device.AbortOutcome));
    }

    [Fact]
    public async Task Device_ThatFirstSpeaksAfterTheGo_IsMarkedLate()
    {
        var operation = await _setting.GoingAsync(_setting.H, "one", "two");

        var order = await _setting.ReachAsync("de-one", operation, Rung.Stored, "second");

        Assert.Equal(Instruction.Go, order.Instruction);
        Assert.Equal(["second"], (await _setting.GetAsync(operation.Name)).Devices.Where(device => device.Late).Select(device => device.Device_));
    }

    [Fact]
    public async Task H_WithoutGo_ReleasesNobodyAndRaisesAnAlert()
    {
        var operation = await _setting.ReadyAsync(_setting.H, "one", "two");

        _setting.Clock.Advance(TimeSpan.FromMinutes(3) + TimeSpan.FromSeconds(2));

        await _setting.UntilAsync(operation.Name, EventType.HHourPassed);
        Assert.Contains((await _setting.App.Alerts().ListAlertsAsync(new())).Alerts, alert => alert.Kind == V1.Alert.Types.Kind.HHourPassed);
        Assert.Contains("set another", (await Refused(_setting.App.Operations("commander.de").GiveGoAsync(new() { Name = operation.Name }))).Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpdateOperation_AnotherH_VoidsEveryGoAndTellsEveryDevice()
    {
        var operation = await _setting.GoingAsync(_setting.H, "one", "two");
        var later = _setting.H.AddMinutes(5).ToTimestamp();

        var moved = await _setting.App.Operations().UpdateOperationAsync(new() { Operation = new() { Name = operation.Name, HHour = later } });

        Assert.Equal(State.Planned, moved.State);
        Assert.Empty(moved.Goes);
        var order = (await _setting.ReceiveAsync("ma-two", 3))[^1];
        Assert.Equal((Instruction.Wait, later), (order.Instruction, order.HHour));
    }

    [Fact]
    public async Task Mission_Recalled_TakesItsMembersOutAndHolds()
    {
        var operation = await _setting.GoingAsync(_setting.H, "one", "two");

        await _setting.App.Missions().RecallMissionAsync(new() { Name = operation.Missions[0], Reason = "Not needed." });

        Assert.Equal(Instruction.Withdrawn, (await _setting.ReceiveAsync("de-one", 3))[^1].Instruction);
        Assert.Equal(["members/de-two", "members/ma-two"], (await _setting.GetAsync(operation.Name)).Devices.Select(device => device.Member));
    }

    [Fact]
    public async Task Missions_AllEnded_CompleteTheOperation()
    {
        var operation = await _setting.GoingAsync(_setting.H, "one", "two");

        foreach (var mission in operation.Missions)
        {
            await _setting.App.Missions().RecallMissionAsync(new() { Name = mission, Reason = "Over." });
        }

        var over = await _setting.GetAsync(operation.Name);
        Assert.Equal(State.Completed, over.State);
        Assert.NotNull(over.SealTime);
    }

    [Fact]
    public async Task Dispatch_OfAPart_GivesItsMembersTheHHourOrder()
    {
        var mission = await _setting.App.MissionAsync(V1.Mission.Types.State.Approved, OperationSetting.Pair("new"));
        var other = await _setting.App.MissionAsync(V1.Mission.Types.State.Draft);
        var operation = await _setting.App.Operations().CreateOperationAsync(
            new() { Operation = new() { Title = "Ring", Missions = { mission.Name, other.Name }, HHour = _setting.H.ToTimestamp() } });
        Assert.Empty(operation.Devices);

        await _setting.App.Missions().DispatchMissionAsync(new() { Name = mission.Name });

        Assert.Equal(operation.Name, (await _setting.ReceiveAsync("de-new", 1))[0].Operation);
    }

    [Fact]
    public async Task DeleteOperation_OnceADeviceKnows_IsRefused()
    {
        var operation = await _setting.AcceptedAsync(_setting.H, "one", "two");
        await _setting.ReachAsync("de-one", operation, Rung.Stored);

        var refusal = await Refused(_setting.App.Operations().DeleteOperationAsync(new() { Name = operation.Name }));

        Assert.Contains("abort it instead", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WatchOperations_WholeLife_ShowsEachStep()
    {
        var operation = await _setting.GoingAsync(_setting.H, "one", "two");
        await _setting.App.Operations("commander.de").AbortOperationAsync(new() { Name = operation.Name, Reason = "Off." });

        using var watch = _setting.App.Operations("auditor.de").WatchOperations(new() { Filter = new() { Operation = operation.Name } });
        var types = await watch.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken).Select(change => change.Type).TakeWhile(type => type != EventType.Aborted)
            .ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([EventType.Created, EventType.DeviceAcknowledged, EventType.ClockChanged, EventType.ReadinessChanged, EventType.GoGiven, EventType.Go], types.Distinct());
    }

    [Fact]
    public async Task SetReadiness_SameRequestIdTwice_IsNotedOnce()
    {
        var operation = await _setting.AcceptedAsync(_setting.H, "one", "two");
        var request = new V1.SetReadinessRequest { Name = operation.Name, Mission = operation.Missions[0], Readiness = Readiness.Ready, RequestId = Guid.NewGuid().ToString() };

        var both = await Task.WhenAll(
            _setting.App.Operations().SetReadinessAsync(request).ResponseAsync, _setting.App.Operations().SetReadinessAsync(request).ResponseAsync);

        Assert.Equal(both[0], both[1]);
    }

    private static async Task<RpcException> Refused<T>(AsyncUnaryCall<T> call) => await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
}

public sealed class OperationServiceOnSqliteTests() : OperationServiceTests(new SqliteTestStore());

public sealed class OperationServiceOnPostgresTests() : OperationServiceTests(new PostgresTestStore());
