using TaskForce.Testing;

namespace TaskForce.Tasking.Tests.Access;

/// <summary>Whose records each method works on.</summary>
public class ScopeTests
{
    [Fact]
    public async Task Method_ThatIsNotForAnyRecord_RefusesWhoTakesNoPart()
    {
        using var store = new SqliteTestStore();
        await using var world = await ScopeWorld.OnAsync(store);

        var faults = await new ScopeTable("taskforce.tasking.v1", world.App.As).FaultsAsync(
            [.. world.Hotspots, .. world.Missions, .. world.Followed, .. world.Reports, .. world.Operations, .. world.Field, .. world.Desks, .. world.Rights, .. ScopeWorld.Audit]);

        Assert.True(faults.Length == 0, faults);
    }

    [Fact]
    public async Task DispatchMission_NationThatTakesNoPart_IsToldWhomToAskAndTheRosterIsNotAsked()
    {
        await using var app = new TaskingApp();
        var mission = await app.MissionAsync(V1.Mission.Types.State.Approved);

        var (_, reason, message) = await app.Missions("commander.fr").DispatchMissionAsync(new() { Name = mission.Name }).RefusedAsync();

        Assert.Equal("NATION_TAKES_NO_PART", reason);
        Assert.Equal($"FR takes no part in {mission.Name}; DE and MA do. Ask the centre of MA, which leads it.", message);
        Assert.Empty(app.Peers.Confirmed);
    }

    [Fact]
    public async Task UpdateHotspot_HostThatIsAskedForNobody_MayChangeItAndAStrangerIsToldWhomToAsk()
    {
        await using var app = new TaskingApp();
        var place = TaskingApp.PortHotspot;
        place.HostNation = "ES";
        var hotspot = await app.Hotspots().CreateHotspotAsync(new() { Hotspot = place });

        var (_, _, message) = await app.Hotspots("dispatcher.fr").CloseHotspotAsync(new() { Name = hotspot.Name }).RefusedAsync();
        var changed = await app.Hotspots("dispatcher.es").UpdateHotspotAsync(new() { Hotspot = new() { Name = hotspot.Name, Description = "Two boats." } });

        Assert.Equal($"FR takes no part in {hotspot.Name}; ask the centre of DE or ES or MA.", message);
        Assert.Equal("Two boats.", changed.Description);
    }

    [Fact]
    public async Task UpdateHotspot_APartner_MayChangeAndCloseWhatItReportedAndNothingElse()
    {
        await using var app = new TaskingApp();
        var own = await app.Hotspots("partner.fr").CreateHotspotAsync(new() { Hotspot = TaskingApp.PortHotspot });

        var (_, reason, _) = await app.Hotspots("partner.de").UpdateHotspotAsync(new() { Hotspot = new() { Name = own.Name, Description = "Theirs." } }).RefusedAsync();
        var changed = await app.Hotspots("partner.fr").UpdateHotspotAsync(new() { Hotspot = new() { Name = own.Name, Description = "Ours." } });
        var mission = await app.Missions().CreateMissionAsync(new() { Mission = new() { Hotspot = own.Name } });
        var (_, atWork, _) = await app.Hotspots("partner.fr").UpdateHotspotAsync(new() { Hotspot = new() { Name = own.Name, Description = "Moved." } }).RefusedAsync();
        await app.Missions().RecallMissionAsync(new() { Name = mission.Name, Reason = "A drill." });
        var closed = await app.Hotspots("partner.fr").CloseHotspotAsync(new() { Name = own.Name });

        Assert.Equal(("NOT_YOUR_HOTSPOT", "Ours.", "NATION_TAKES_NO_PART"), (reason, changed.Description, atWork));
        Assert.Equal(V1.Hotspot.Types.State.Closed, closed.State);
    }

    [Fact]
    public async Task RecallMission_HostWithoutPeopleInIt_MayCallItOff()
    {
        await using var app = new TaskingApp();
        var place = TaskingApp.PortHotspot;
        place.HostNation = "ES";
        var hotspot = await app.Hotspots().CreateHotspotAsync(new() { Hotspot = place });
        var mission = await app.Missions().CreateMissionAsync(new() { Mission = new() { Hotspot = hotspot.Name } });

        var recalled = await app.Missions("dispatcher.es").RecallMissionAsync(new() { Name = mission.Name, Reason = "Not on our ground today." });

        Assert.Equal(V1.Mission.Types.State.Cancelled, recalled.State);
    }
}
