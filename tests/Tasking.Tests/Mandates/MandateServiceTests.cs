using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Google.Type;
using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.Tasking.Mandates;

namespace TaskForce.Tasking.Tests.Mandates;

public sealed class MandateServiceTests(TaskingApp app) : IClassFixture<TaskingApp>
{
    [Fact]
    public async Task ListMandates_Sample_TellsTerritoryPowersAndWeapons()
    {
        var mandates = (await app.Mandates().ListMandatesAsync(new())).Mandates;

        Assert.Equal(["mandates/sample-de-in-ma", "mandates/sample-ma-in-de", "mandates/sample-strait"], mandates.Select(mandate => mandate.Name));
        Assert.Equal(["sample-ma"], mandates[0].Territory.Select(outline => outline.Id));
        Assert.Equal(["sample-strait"], mandates[2].Territory.Select(outline => outline.Id));
        Assert.Contains(V1.Mandate.Types.Power.Search, mandates[0].Powers);
        Assert.Equal(V1.Mandate.Types.WeaponsRule.OnHostOrder, mandates[2].WeaponsRule);
        Assert.All(mandates, mandate => Assert.True(mandate.Territory.All(outline => outline.Polygon.Vertices.Count >= 3)));
    }

    [Fact]
    public async Task GetMandate_ThatDoesNotExist_IsNotFound()
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => app.Mandates().GetMandateAsync(new() { Name = "mandates/none" }).ResponseAsync);

        Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
    }

    /// <summary>Every place that people refer to lies wholly within the sample of its own nation.</summary>
    [Theory]
    [InlineData("MA", 35.89, -5.5)]
    [InlineData("MA", 30.421, -9.635)]
    [InlineData("MA", 33.606, -7.611)]
    [InlineData("MA", 35.2517, -3.9372)]
    [InlineData("MA", 35.1681, -2.9335)]
    [InlineData("MA", 34.6814, -1.9086)]
    [InlineData("MA", 34.0209, -6.8416)]
    [InlineData("MA", 35.7595, -5.834)]
    [InlineData("MA", 31.6295, -7.9811)]
    [InlineData("DE", 53.54, 9.98)]
    [InlineData("DE", 53.5396, 8.5809)]
    [InlineData("DE", 54.7937, 9.4469)]
    [InlineData("DE", 48.5746, 7.815)]
    [InlineData("DE", 48.5667, 13.4319)]
    [InlineData("DE", 52.3471, 14.5506)]
    [InlineData("DE", 51.1507, 14.9688)]
    [InlineData("DE", 50.7753, 6.0839)]
    public void For_PlacesOfTheGazetteer_AreCoveredByTheSample(string nation, double latitude, double longitude)
    {
        var book = new MandateBook(app.Services.GetOptions());

        var mandate = book.For(new(new(latitude, longitude, 500), "it", nation, ["DE", "MA"], DateTimeOffset.UnixEpoch.AddYears(60), DateTimeOffset.UnixEpoch.AddYears(60)));

        Assert.Contains(nation, mandate.Territory);
    }

    [Fact]
    public async Task AssignTeam_PeriodBeyondTheMandate_NamesTheTimeAndTheNearest()
    {
        var hotspot = await app.Hotspots().CreateHotspotAsync(new() { Hotspot = TaskingApp.PortHotspot });
        var late = new Interval { StartTime = new DateTimeOffset(2150, 1, 1, 0, 0, 0, TimeSpan.Zero).ToTimestamp(), EndTime = new DateTimeOffset(2150, 1, 2, 0, 0, 0, TimeSpan.Zero).ToTimestamp() };
        var mission = await app.Missions().CreateMissionAsync(new() { Mission = new() { Hotspot = hotspot.Name, Period = late } });

        var refusal = await Refused(app.Missions().AssignTeamAsync(new() { Name = mission.Name, Members = { TaskingApp.Team } }));

        Assert.Equal(["period"], refusal);
    }

    [Fact]
    public async Task AssignTeam_CircleThatReachesBeyondTheTerritory_NamesThePlace()
    {
        var wide = TaskingApp.PortHotspot;
        wide.RadiusMetres = 50_000;
        var hotspot = await app.Hotspots().CreateHotspotAsync(new() { Hotspot = wide });
        var mission = await app.Missions().CreateMissionAsync(new() { Mission = new() { Hotspot = hotspot.Name } });

        var refusal = await Refused(app.Missions().AssignTeamAsync(new() { Name = mission.Name, Members = { TaskingApp.Team } }));

        Assert.Equal(["place"], refusal);
    }

    [Fact]
    public async Task DispatchMission_HotspotMovedOutOfTheTerritory_IsRefusedAgain()
    {
        var mission = await app.MissionAsync(V1.Mission.Types.State.AwaitingApproval);
        var moved = TaskingApp.PortHotspot;
        (moved.Name, moved.Place.Location) = (mission.Hotspot, new() { Latitude = 36.5, Longitude = -5.5 });
        await app.Hotspots().UpdateHotspotAsync(new() { Hotspot = moved, UpdateMask = new() { Paths = { "place" } } });
        await app.Missions("commander.de").ApproveMissionAsync(new() { Name = mission.Name });
        await app.Missions("commander.ma").ApproveMissionAsync(new() { Name = mission.Name });

        var refusal = await Refused(app.Missions().DispatchMissionAsync(new() { Name = mission.Name }));

        Assert.Equal(["place"], refusal);
    }

    [Fact]
    public async Task AssignTeam_CoveredMission_TellsTheRosterItsMandate()
    {
        await using var own = new TaskingApp();

        var mission = await own.MissionAsync(V1.Mission.Types.State.AwaitingApproval);

        var asked = Assert.Single(own.Peers.Requirements).Mandate;
        Assert.Equal(("mandates/sample-de-in-ma", mission.MandateName), (asked.Mandate_, asked.Mandate_));
        Assert.Equal(["DE", "MA"], asked.Nations);
        Assert.NotNull(asked.Validity.EndTime);
    }

    private static async Task<IEnumerable<string>> Refused<T>(AsyncUnaryCall<T> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        var status = refusal.GetRpcStatus()!;
        Assert.Equal("NO_MANDATE", status.GetDetail<ErrorInfo>().Reason);
        Assert.Contains("The nearest is", refusal.Status.Detail, StringComparison.Ordinal);
        return status.GetDetail<BadRequest>().FieldViolations.Select(violation => violation.Field);
    }
}

internal static class MandateOptionsOfApp
{
    public static IOptions<MandateOptions> GetOptions(this IServiceProvider services) =>
        (IOptions<MandateOptions>)services.GetService(typeof(IOptions<MandateOptions>))!;
}
