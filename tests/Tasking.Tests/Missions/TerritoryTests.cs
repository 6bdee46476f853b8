using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;
using MoveType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;

namespace TaskForce.Tasking.Tests.Missions;

/// <summary>Whoever crosses a territory's line comes under other powers, and is told so once.</summary>
public abstract class TerritoryTests(TestStore store) : IDisposable
{
    private const string Member = "members/ma-atlas-12";
    private static readonly (double, double) InMorocco = (34, -6);
    private static readonly (double, double) InGermany = (50, 9);
    private static readonly (double, double) Nowhere = (42, 0);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private long _sequence;

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Crossing_OutOfEveryTerritoryAndIntoTheMandate_TellsTheDeviceAndBothCentres()
    {
        await using var app = new TaskingApp(store);
        var mission = await app.MissionAsync(State.Ordered);
        using var orders = app.Field("ma-atlas-12").ReceiveOrders(new() { Device = "phone" }, cancellationToken: Cancellation);

        Move(app, mission, InGermany, 1);
        Move(app, mission, Nowhere, 2);
        Move(app, mission, InMorocco, 3);

        var told = await Crossings(orders, 2);
        Assert.Equal(["", "mandates/sample-de-in-ma"], told.Select(change => change.Order.Territory.Mandate));
        Assert.Equal(["mandates/sample-ma-in-de", ""], told.Select(change => change.Order.Territory.PreviousMandate));
        Assert.Contains("No powers here", told[0].Order.Territory.Powers, StringComparison.Ordinal);
        Assert.Equal("Guests carry no weapons.", told[1].Order.Territory.Weapons);
        var alerts = (await app.Alerts().ListAlertsAsync(new() { Filter = new() { Mission = mission.Name } })).Alerts;
        Assert.All(alerts, alert => Assert.Equal((V1.Alert.Types.Kind.TerritoryCrossed, Member, 2), (alert.Kind, alert.Member, alert.Nations.Count)));
        Assert.Equal(2, alerts.Count);
    }

    [Fact]
    public async Task Crossing_TwoOfATeam_TellsEachDeviceAndRaisesOneAlert()
    {
        await using var app = new TaskingApp(store);
        var mission = await app.MissionAsync(State.Ordered);
        using var own = app.Field("ma-atlas-12").ReceiveOrders(new() { Device = "phone" }, cancellationToken: Cancellation);
        using var others = app.Field("de-falke-07").ReceiveOrders(new() { Device = "phone" }, cancellationToken: Cancellation);

        foreach (var member in new[] { Member, "members/de-falke-07" })
        {
            Move(app, mission, InGermany, 1, member: member);
            Move(app, mission, Nowhere, 2, member: member);
        }

        await Crossings(own, 1);
        await Crossings(others, 1);
        var alert = Assert.Single((await app.Alerts().ListAlertsAsync(new() { Filter = new() { Mission = mission.Name } })).Alerts);
        var more = Assert.Single(alert.Additions);
        Assert.StartsWith($"A member of {more.Nation} at ", more.Text, StringComparison.Ordinal);
        Assert.Equal([Member, "members/de-falke-07"], new[] { alert.Member, more.Member }.OrderDescending(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Crossing_LateOlderOrImplausibleData_MakesNone()
    {
        await using var app = new TaskingApp(store);
        var mission = await app.MissionAsync(State.Ordered);
        using var orders = app.Field("ma-atlas-12").ReceiveOrders(new() { Device = "phone" }, cancellationToken: Cancellation);

        Move(app, mission, InMorocco, 10);
        Move(app, mission, Nowhere, 5);
        Move(app, mission, Nowhere, 15, state: Geolocation.V1.Position.Types.State.Implausible);
        Move(app, mission, Nowhere, 20, MoveType.Late);
        Move(app, mission, Nowhere, -600);
        Move(app, mission, InGermany, 30);

        var first = Assert.Single(await Crossings(orders, 1));
        Assert.Equal(("mandates/sample-ma-in-de", "mandates/sample-de-in-ma"), (first.Order.Territory.Mandate, first.Order.Territory.PreviousMandate));
    }

    [Fact]
    public async Task Crossing_JitterAtTheLine_MakesNone()
    {
        await using var app = new TaskingApp(store);
        var mission = await app.MissionAsync(State.Ordered);
        using var orders = app.Field("ma-atlas-12").ReceiveOrders(new() { Device = "phone" }, cancellationToken: Cancellation);

        // The sample's eastern line runs from 34.50 -1.70 to 33.60 -1.65; at 34 it is at about -1.672.
        Move(app, mission, (34, -1.72), 1, accuracy: 20);
        Move(app, mission, (34, -1.6715), 2, accuracy: 50);
        Move(app, mission, (34, -1.6725), 3, accuracy: 50);
        Move(app, mission, (34, -1.6715), 4, accuracy: 50);
        Move(app, mission, (34, -1.60), 5, accuracy: 20_000);
        Move(app, mission, (34, -1.60), 6, accuracy: 20);

        var left = Assert.Single(await Crossings(orders, 1));
        Assert.Equal(("", 6), (left.Order.Territory.Mandate, left.Order.Territory.EnterTime.Seconds - mission.DispatchTime.Seconds));
    }

    [Fact]
    public async Task Crossing_RestartInBetween_NeitherRepeatsNorMisses()
    {
        V1.Mission mission;
        await using (var before = new TaskingApp(store))
        {
            mission = await before.MissionAsync(State.Ordered);
            using var watch = before.Missions().WatchMissions(new() { Filter = new() { Mission = mission.Name } });
            Move(before, mission, InMorocco, 1);
            await watch.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Type == EventType.TerritoryEntered, Cancellation);
        }

        await using var after = new TaskingApp(store);
        using var orders = after.Field("ma-atlas-12").ReceiveOrders(new() { Device = "phone" }, cancellationToken: Cancellation);
        Move(after, mission, InMorocco, 1);
        Move(after, mission, InMorocco, 2);
        Move(after, mission, InGermany, 3);

        Assert.Equal("mandates/sample-ma-in-de", Assert.Single(await Crossings(orders, 1)).Order.Territory.Mandate);
        Assert.Single((await after.Alerts().ListAlertsAsync(new() { Filter = new() { Mission = mission.Name } })).Alerts);
    }

    private static async Task<List<V1.OrderEvent>> Crossings(AsyncServerStreamingCall<V1.OrderEvent> orders, int count) =>
        await orders.ResponseStream.ReadAllAsync(Cancellation).Where(change => change.Type == V1.OrderEvent.Types.Type.TerritoryCrossed).Take(count).ToListAsync(Cancellation);

    private void Move(TaskingApp app, V1.Mission mission, (double Latitude, double Longitude) where, int seconds, MoveType type = MoveType.Moved, float accuracy = 10, string member = Member,
        Geolocation.V1.Position.Types.State state = Geolocation.V1.Position.Types.State.Moving) =>
        app.Peers.Moves.Writer.TryWrite(new()
        {
            Sequence = ++_sequence,
            Type = type,
            Position = new()
            {
                State = state,
                Report = new()
                {
                    Subject = member,
                    Location = new() { Latitude = where.Latitude, Longitude = where.Longitude },
                    EventTime = mission.DispatchTime + Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)),
                    AccuracyMetres = accuracy,
                },
            },
        });
}

public sealed class TerritoryOnSqliteTests() : TerritoryTests(new SqliteTestStore());

public sealed class TerritoryOnPostgresTests() : TerritoryTests(new PostgresTestStore());
