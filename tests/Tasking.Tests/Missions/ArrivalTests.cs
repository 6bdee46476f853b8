using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;
using LegKind = TaskForce.Tasking.V1.AfterActionReport.Types.Leg.Types.Kind;
using Stage = TaskForce.Tasking.V1.Order.Types.Stage;
using Told = TaskForce.Geolocation.V1.GeofenceEvent.Types.Type;

namespace TaskForce.Tasking.Tests.Missions;

/// <summary>Who has arrived is what the geofence of the mission says, corrections included.</summary>
public abstract class ArrivalTests(TestStore store) : IDisposable
{
    private const string Atlas = "members/ma-atlas-12";
    private const string Falke = "members/de-falke-07";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Dispatch_DrawsAFenceOfTheHotspotAboutTheRecipients_ThatEndsWithTheMission()
    {
        await using var app = new TaskingApp(store);
        var mission = await app.MissionAsync(State.Ordered);

        var fence = await app.Peers.Fences.OneAsync(Cancellation);
        Assert.Equal(TaskingApp.Team.Select(member => member.Member), fence.Subjects);
        Assert.Equal((TaskingApp.PortHotspot.Place.Location, mission.DispatchTime), (fence.Area.Circle.Center, fence.Validity.StartTime));
        Assert.StartsWith($"geofences/arrival-{mission.Name["missions/".Length..]}-", fence.Name, StringComparison.Ordinal);

        await app.Missions().RecallMissionAsync(new() { Name = mission.Name, Reason = "Over." });
        await app.Peers.Fences.NoneAsync(Cancellation);
    }

    [Fact]
    public async Task Dispatch_GeolocationIsAway_IsNotHeldUpAndTheFenceFollows()
    {
        await using var app = new TaskingApp(store);
        app.Peers.Fences.IsAway = true;

        var mission = await app.MissionAsync(State.Ordered);
        app.Peers.Fences.IsAway = false;

        Assert.Equal(mission.DispatchTime, (await app.Peers.Fences.OneAsync(Cancellation)).Validity.StartTime);
    }

    [Fact]
    public async Task MemberReplaced_TheNewcomerIsWatchedFromTheDispatchOn()
    {
        await using var app = new TaskingApp(store);
        var mission = await app.MissionAsync(State.Ordered);
        var first = await app.Peers.Fences.OneAsync(Cancellation);

        app.Peers.TeamEvents.Writer.TryWrite(new()
        {
            Sequence = 3,
            Type = Roster.V1.TeamEvent.Types.Type.MemberReplaced,
            Team = new() { Name = mission.Team, Members = { mission.Members.SkipLast(1), new Roster.V1.TeamMember { Member = "members/ma-atlas-14", Nation = "MA", CallSign = "Atlas 14" } } },
        });
        var second = await app.Peers.Fences.OneAsync(Cancellation, not: first.Name);

        Assert.Equal([Falke, Atlas, "members/ma-atlas-14"], second.Subjects);
        Assert.Equal(mission.DispatchTime, second.Validity.StartTime);
    }

    [Fact]
    public async Task Restart_AFenceWasLeftBehind_GoesAndThoseOfOthersStay()
    {
        await using var app = new TaskingApp(store);
        V1.Mission over;
        await using (var before = new TaskingApp(store))
        {
            over = await before.MissionAsync();
        }

        app.Peers.Fences.All["geofences/arrival-of-guests-1"] = new() { Name = "geofences/arrival-of-guests-1" };
        app.Peers.Fences.All[$"geofences/arrival-{over.Name["missions/".Length..]}-3"] = new() { Name = $"geofences/arrival-{over.Name["missions/".Length..]}-3" };
        await app.Missions().GetMissionAsync(new() { Name = over.Name });

        Assert.Equal("geofences/arrival-of-guests-1", (await app.Peers.Fences.OneAsync(Cancellation)).Name);
    }

    [Fact]
    public async Task Entered_PutsTheMissionOnSceneAtTheTimeOfTheEvent()
    {
        await using var app = new TaskingApp(store);
        var (mission, fence, watch) = await OrderedAsync(app);
        using var _ = watch;

        app.Peers.Fences.Tell(fence, 1, Told.Entered, Atlas, Minute(mission, 20));
        var arrived = await Until(watch, EventType.Progressed);

        Assert.Equal((State.OnScene, Atlas), (arrived.Mission.State, arrived.Order.Recipient));
        Assert.True(arrived.Order.Progress.Single().FromPosition);
        Assert.Equal(Minute(mission, 20), arrived.Order.Progress.Single().DeviceTime.ToDateTimeOffset());
    }

    [Theory]
    [InlineData(15)]
    [InlineData(25)]
    public async Task Retracted_AnotherTakesItsPlace_MovesTheArrivalAndNothingElse(int right)
    {
        await using var app = new TaskingApp(store);
        var (mission, fence, watch) = await OrderedAsync(app);
        using var _ = watch;
        app.Peers.Fences.Tell(fence, 1, Told.Entered, Atlas, Minute(mission, 20));
        await Until(watch, EventType.Progressed);

        app.Peers.Fences.Tell(fence, 2, Told.Retracted, Atlas, Minute(mission, 20), told => (told.Retracts, told.ReplacedBy) = ($"{fence}/events/1", $"{fence}/events/3"));
        app.Peers.Fences.Tell(fence, 3, Told.Entered, Atlas, Minute(mission, right), told => told.Replaces = $"{fence}/events/1");
        var corrected = await watch.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Type is EventType.Progressed or EventType.ArrivalRetracted, Cancellation);

        Assert.Equal((EventType.Progressed, State.OnScene), (corrected.Type, corrected.Mission.State));
        var noted = Assert.Single(corrected.Order.Progress);
        Assert.Equal((Minute(mission, right), Minute(mission, 20)), (noted.DeviceTime.ToDateTimeOffset(), noted.CorrectedFrom.ToDateTimeOffset()));
        var legs = (await app.Reports().GetAfterActionReportAsync(new() { Name = $"{mission.Name}/afterActionReport" })).Legs.Where(leg => leg.Kind == LegKind.OnScene);
        Assert.Equal([(true, Minute(mission, 20)), (false, Minute(mission, right))], legs.Select(leg => (leg.Superseded, leg.DeviceTime.ToDateTimeOffset())));
    }

    [Fact]
    public async Task Retracted_NothingTakesItsPlace_TheMissionIsUnderWayAgainAndTheCentresAreAlerted()
    {
        await using var app = new TaskingApp(store);
        var (mission, fence, watch) = await OrderedAsync(app);
        using var _ = watch;
        app.Peers.Fences.Tell(fence, 1, Told.Entered, Atlas, Minute(mission, 0));
        Assert.NotNull((await Until(watch, EventType.Progressed)).Mission.ArrivalTime);

        app.Peers.Fences.Tell(fence, 2, Told.Retracted, Atlas, Minute(mission, 0), told => told.Retracts = $"{fence}/events/1");
        var undone = await Until(watch, EventType.ArrivalRetracted);

        Assert.Equal((State.Ordered, null, Stage.Unspecified), (undone.Mission.State, undone.Mission.ArrivalTime, undone.Order.Stage));
        var alert = Assert.Single((await app.Alerts().ListAlertsAsync(new() { Filter = new() { Mission = mission.Name } })).Alerts);
        Assert.Equal((V1.Alert.Types.Kind.ArrivalRetracted, Atlas, 2), (alert.Kind, alert.Member, alert.Nations.Count));
        var legs = (await app.Reports().GetAfterActionReportAsync(new() { Name = $"{mission.Name}/afterActionReport" })).Legs;
        Assert.Equal([(LegKind.OnScene, true), (LegKind.ArrivalRetracted, false)], legs.TakeLast(2).Select(leg => (leg.Kind, leg.Superseded)));
    }

    [Fact]
    public async Task Retracted_TheRecipientHadSaidSoToo_StaysOnSceneByTheirWord()
    {
        await using var app = new TaskingApp(store);
        var (mission, fence, watch) = await OrderedAsync(app);
        using var _ = watch;
        var order = mission.Orders.Single(each => each.Recipient == Atlas).Name;
        await app.Field("ma-atlas-12").AcknowledgeOrderAsync(new() { Name = order, Rung = V1.Order.Types.Rung.Accepted, Device = "phone", DeviceTime = mission.DispatchTime });
        app.Peers.Fences.Tell(fence, 1, Told.Entered, Atlas, Minute(mission, 0));
        await Until(watch, EventType.Progressed);

        await app.Field("ma-atlas-12").ReportProgressAsync(new() { Name = order, Stage = Stage.OnScene, DeviceTime = Minute(mission, 5).ToTimestamp() });
        var confirmed = (await Until(watch, EventType.Progressed)).Order.Progress.Single();
        app.Peers.Fences.Tell(fence, 2, Told.Retracted, Atlas, Minute(mission, 0), told => told.Retracts = $"{fence}/events/1");
        var corrected = await Until(watch, EventType.Progressed);

        Assert.Equal((true, Minute(mission, 5)), (confirmed.FromPosition, confirmed.ConfirmedTime.ToDateTimeOffset()));
        var said = corrected.Order.Progress.Single();
        Assert.Equal((State.OnScene, false, Minute(mission, 5)), (corrected.Mission.State, said.FromPosition, said.DeviceTime.ToDateTimeOffset()));
        Assert.Empty((await app.Alerts().ListAlertsAsync(new() { Filter = new() { Mission = mission.Name } })).Alerts);
    }

    [Fact]
    public async Task Entered_AJumpThatIsNotBelieved_MakesNoArrivalUntilTheMemberHasStayed()
    {
        await using var app = new TaskingApp(store);
        var (mission, fence, watch) = await OrderedAsync(app);
        using var _ = watch;
        app.Peers.Known[Falke] = new() { State = Geolocation.V1.Position.Types.State.Implausible, Report = new() { EventTime = Minute(mission, 0).ToTimestamp() } };

        app.Peers.Fences.Tell(fence, 1, Told.Entered, Falke, Minute(mission, 0));
        app.Peers.Fences.Tell(fence, 2, Told.Entered, Atlas, Minute(mission, 1));
        Assert.Equal(Atlas, (await Until(watch, EventType.Progressed)).Order.Recipient);

        app.Peers.Fences.Tell(fence, 3, Told.Dwelled, Falke, Minute(mission, 2), told => told.InsideSince = Minute(mission, 0).ToTimestamp());
        var arrived = (await Until(watch, EventType.Progressed)).Order;
        Assert.Equal((Falke, Minute(mission, 0)), (arrived.Recipient, arrived.Progress.Single().DeviceTime.ToDateTimeOffset()));
    }

    [Fact]
    public async Task Restart_TheSameEventsAgain_ChangeNothing()
    {
        V1.Mission mission;
        string fence;
        await using (var first = new TaskingApp(store))
        {
            (mission, fence, var watch) = await OrderedAsync(first);
            using var _ = watch;
            first.Peers.Fences.Tell(fence, 1, Told.Entered, Atlas, Minute(mission, 0));
            await Until(watch, EventType.Progressed);
        }

        await using var second = new TaskingApp(store);
        second.Peers.Fences.Tell(fence, 1, Told.Entered, Atlas, Minute(mission, 0));
        second.Peers.Fences.Tell(fence, 2, Told.Dwelled, Atlas, Minute(mission, 1), told => told.InsideSince = Minute(mission, 0).ToTimestamp());
        second.Peers.Fences.Tell(fence, 3, Told.Entered, Falke, Minute(mission, 2));
        using var all = second.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } });
        var told = new List<V1.MissionEvent>();
        await foreach (var change in all.ResponseStream.ReadAllAsync(Cancellation).Where(change => change.Type == EventType.Progressed))
        {
            told.Add(change);
            if (change.Order.Recipient == Falke)
            {
                break;
            }
        }

        Assert.Equal([Atlas, Falke], told.Select(change => change.Order.Recipient));
    }

    [Fact]
    public async Task Log_DoesNotGoOn_WhatTheFencesSayNowIsTaken()
    {
        V1.Mission mission;
        string fence;
        await using (var first = new TaskingApp(store))
        {
            (mission, fence, var watch) = await OrderedAsync(first);
            using var _ = watch;
            first.Peers.Fences.Tell(fence, 1, Told.Entered, Atlas, Minute(mission, 0));
            await Until(watch, EventType.Progressed);
        }

        await using var second = new TaskingApp(store);
        second.Peers.Fences.All[fence] = new() { Name = fence };
        second.Peers.Fences.Start = 40;
        second.Peers.Fences.Kept.Add(new() { Name = $"{fence}/events/1", Geofence = fence, Subject = Atlas, Type = Told.Entered, EventTime = mission.DispatchTime, Retraction = $"{fence}/events/2" });
        second.Peers.Fences.Kept.Add(new() { Name = $"{fence}/events/3", Geofence = fence, Subject = Falke, Type = Told.Entered, EventTime = mission.DispatchTime });
        using var afresh = second.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } });

        await Until(afresh, EventType.ArrivalRetracted);
        var arrived = await Until(afresh, EventType.Progressed);

        Assert.Equal((State.OnScene, Falke), (arrived.Mission.State, arrived.Order.Recipient));
    }

    [Fact]
    public async Task Retracted_AfterTheEnd_CorrectsTheTimeAndLeavesTheState()
    {
        await using var app = new TaskingApp(store);
        var (mission, fence, watch) = await OrderedAsync(app);
        using var _ = watch;
        app.Peers.Fences.Tell(fence, 1, Told.Entered, Atlas, Minute(mission, 0));
        await Until(watch, EventType.Progressed);
        await app.Missions().CompleteMissionAsync(new() { Name = mission.Name, Report = new() { Text = "Done." } });

        app.Peers.Fences.Tell(fence, 2, Told.Retracted, Atlas, Minute(mission, 0), told => told.Retracts = $"{fence}/events/1");
        var corrected = await Until(watch, EventType.ArrivalRetracted);

        Assert.Equal((State.Completed, null), (corrected.Mission.State, corrected.Mission.ArrivalTime));
        Assert.Empty((await app.Alerts().ListAlertsAsync(new() { Filter = new() { Mission = mission.Name } })).Alerts);
    }

    private static DateTimeOffset Minute(V1.Mission mission, double minute) => mission.DispatchTime.ToDateTimeOffset().AddMinutes(minute);

    private static async Task<(V1.Mission Mission, string Fence, AsyncServerStreamingCall<V1.MissionEvent> Watch)> OrderedAsync(TaskingApp app)
    {
        var mission = await app.MissionAsync(State.Ordered);
        return (mission, (await app.Peers.Fences.OneAsync(Cancellation)).Name, app.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } }));
    }

    private static async Task<V1.MissionEvent> Until(AsyncServerStreamingCall<V1.MissionEvent> watch, EventType type) =>
        await watch.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Type == type, Cancellation);
}

public sealed class ArrivalOnSqliteTests() : ArrivalTests(new SqliteTestStore());

public sealed class ArrivalOnPostgresTests() : ArrivalTests(new PostgresTestStore());
