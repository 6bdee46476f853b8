using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static TaskForce.Tasking.V1.Alert.Types;
using Role = TaskForce.Roster.V1.TeamMember.Types.Role;

namespace TaskForce.Tasking.Tests.Orders;

public abstract class NeedHelpTests(TaskingApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NeedHelp_FromAnybodyWithNothing_IsHeardByTheNationsThatAreConfigured()
    {
        var alert = await app.Field("de-solo-01").NeedHelpAsync(new());

        Assert.Equal((Kind.NeedHelp, State.Open, "members/de-solo-01"), (alert.Kind, alert.State, alert.Subject));
        Assert.Equal(["DE", "MA"], alert.Nations);
    }

    [Fact]
    public async Task NeedHelp_FromANationThatIsNotConfigured_IsHeardByItToo() =>
        Assert.Equal(["DE", "FR", "MA"], (await app.Field("fr-solo-01").NeedHelpAsync(new())).Nations);

    [Fact]
    public async Task NeedHelp_InAMission_IsHeardByEveryNationOfItAtOnce()
    {
        var mission = await app.MissionAsync(V1.Mission.Types.State.Ordered);
        using var centre = app.Alerts("dispatcher.ma").WatchAlerts(new() { Filter = new() { Mission = mission.Name } }, cancellationToken: Cancellation);

        var alert = await app.Field("de-falke-07").NeedHelpAsync(new() { Text = "Shots fired.", Location = new() { Latitude = 35.9, Longitude = -5.5 } });
        var heard = await centre.ResponseStream.ReadAllAsync(Cancellation).FirstAsync(change => change.Alert is not null, Cancellation);

        Assert.Equal((alert.Name, mission.Name, 35.9), (heard.Alert.Name, heard.Alert.Mission, heard.Alert.Location.Latitude));
        Assert.Equal(["DE", "MA"], heard.Alert.Nations);
        Assert.Contains("Shots fired.", heard.Alert.Message, StringComparison.Ordinal);
        Assert.Equal("Shots fired.", heard.Alert.Words);
        await app.Alerts().ResolveAlertAsync(new() { Name = alert.Name, Resolution = "Settled." });
    }

    [Fact]
    public async Task NeedHelp_SubjectThatLooksLikeAMemberOfAnotherNation_IsNotThatMembers()
    {
        var mission = await app.MissionAsync(V1.Mission.Types.State.Ordered, [new() { Member = "members/de-real-01", Role = Role.Leader }, new() { Member = "members/ma-real-01", Role = Role.Deputy }]);
        var genuine = await app.Field("de-real-01").NeedHelpAsync(new() { Text = "Here." });

        var forged = await new V1.FieldService.FieldServiceClient(app.AsDevice("members/de-real-01", "", "FR")).NeedHelpAsync(
            new() { Text = "Not here.", Order = $"{mission.Name}/orders/de-real-01" });

        Assert.NotEqual(genuine.Name, forged.Name);
        Assert.Equal(("", ""), (forged.Member, forged.Mission));
    }

    [Fact]
    public async Task NeedHelp_Again_AddsToTheSameAlertAndARepeatDoesNot()
    {
        var first = await app.Field("ma-solo-02").NeedHelpAsync(new() { Device = "phone", DeviceTime = At(1) });
        await app.Field("ma-solo-02").NeedHelpAsync(new() { Device = "phone", DeviceTime = At(2), Text = "In the cellar.", Location = new() { Latitude = 1, Longitude = 2 } });
        await app.Field("ma-solo-02").NeedHelpAsync(new() { Device = "phone", DeviceTime = At(1) });
        var again = await app.Field("ma-solo-02").NeedHelpAsync(new() { Device = "phone", DeviceTime = At(2), Text = "In the cellar." });

        Assert.Equal((first.Name, 1.0), (again.Name, again.Location.Latitude));
        Assert.Equal("In the cellar.", Assert.Single(again.Additions).Text);
    }

    /// <summary>Nothing in it is a reason to refuse it.</summary>
    [Fact]
    public async Task NeedHelp_WithEverythingWrong_IsHeard()
    {
        var alert = await app.Field("ma-solo-03").NeedHelpAsync(new()
        {
            Text = new string('x', 5000) + "\0",
            Location = new() { Latitude = double.NaN, Longitude = 400 },
            Order = "missions/gone/orders/never",
            Device = new string('d', 300),
            DeviceTime = new() { Seconds = long.MaxValue, Nanos = -1 },
            RequestId = "not a uuid",
        });

        Assert.Null(alert.Location);
        Assert.Contains("missions/gone/orders/never, which is not an order of theirs that holds", alert.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NeedHelp_RequestIdUsedForAnother_IsHeard()
    {
        var id = Guid.NewGuid().ToString();
        await app.Field("ma-solo-04").NeedHelpAsync(new() { RequestId = id, Text = "One." });

        Assert.Equal("Two.", Assert.Single((await app.Field("ma-solo-04").NeedHelpAsync(new() { RequestId = id, Text = "Two." })).Additions).Text);
    }

    [Fact]
    public async Task NeedHelp_WithoutAToken_IsUnauthenticated()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => new V1.FieldService.FieldServiceClient(app.As(null)).NeedHelpAsync(new()).ResponseAsync);

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    private static Timestamp At(int second) => new() { Seconds = 1_900_000_000 + second };
}

public sealed class SqliteNeedHelpTests(TaskingApp app) : NeedHelpTests(app), IClassFixture<TaskingApp>;

public sealed class PostgresNeedHelpTests(PostgresTaskingApp app) : NeedHelpTests(app), IClassFixture<PostgresTaskingApp>;
