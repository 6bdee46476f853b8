using Grpc.Core;
using Microsoft.AspNetCore.Hosting;
using TaskForce.Tasking.Tests.Release;
using AlertType = TaskForce.Tasking.V1.AlertEvent.Types.Type;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Tasking.Tests.Access;

/// <summary>What partner systems see of missions and alerts.</summary>
public sealed class PartnerSightTests : IAsyncLifetime
{
    private readonly Followed _app = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Mission_IsShownToPartnersOfTheNationsTakingPart_AndToNobodyElses()
    {
        var mission = await _app.MissionAsync(V1.Mission.Types.State.Ordered);

        Assert.Equal(mission.Name, (await _app.Missions("partner.de").GetMissionAsync(new() { Name = mission.Name })).Name);
        Assert.Single((await _app.Missions("partner.ma").ListMissionsAsync(new())).Missions);
        var (status, reason, _) = await _app.Missions("partner.fr").GetMissionAsync(new() { Name = mission.Name }).RefusedAsync();
        Assert.Equal((StatusCode.NotFound, "MISSION_NOT_FOUND"), (status, reason));
        Assert.Empty((await _app.Missions("partner.fr").ListMissionsAsync(new())).Missions);
        using var none = _app.Missions("partner.fr").WatchMissions(new());
        Assert.Equal(EventType.Heartbeat, (await none.NextAsync(_ => true)).Type);
    }

    [Fact]
    public async Task List_OfAPartner_SkipsThoseOfOthersAndLeavesNoGapForThem()
    {
        await _app.MissionAsync();
        await _app.MissionAsync();

        var foreign = await _app.Missions("partner.fr").ListMissionsAsync(new() { PageSize = 1 });
        var own = await _app.Missions("partner.de").ListMissionsAsync(new() { PageSize = 1 });
        var next = await _app.Missions("partner.de").ListMissionsAsync(new() { PageSize = 1, PageToken = own.NextPageToken });

        Assert.Equal((0, ""), (foreign.Missions.Count, foreign.NextPageToken));
        Assert.NotEqual(Assert.Single(own.Missions).Name, Assert.Single(next.Missions).Name);
        Assert.Empty(next.NextPageToken);
    }

    [Fact]
    public async Task Watch_OfAPartner_WithholdsWhatTheOtherNationReleasesToCentresAlone()
    {
        await _app.MissionAsync(V1.Mission.Types.State.AwaitingApproval);

        using var partner = _app.Missions("partner.de").WatchMissions(new());
        using var centre = _app.Missions("dispatcher.de").WatchMissions(new());
        var (seen, known) = (await partner.NextAsync(change => change.Type == EventType.TeamAssigned), await centre.NextAsync(change => change.Type == EventType.TeamAssigned));

        Assert.Equal(("members/de-falke-07", "members/ma-atlas-12"), (known.Mission.Members[0].Member, known.Mission.Members[1].Member));
        Assert.Equal(("members/de-falke-07", ""), (seen.Mission.Members[0].Member, seen.Mission.Members[1].Member));
        Assert.Contains("call_sign", seen.Mission.Members[1].WithheldFields);
    }

    [Fact]
    public async Task Alert_IsShownToPartnersOfTheNationsThatItGoesTo()
    {
        var alert = await _app.Field("de-solo-01").NeedHelpAsync(new() { Text = "Help." });

        Assert.Equal(alert.Name, Assert.Single((await _app.Alerts("partner.de").ListAlertsAsync(new())).Alerts).Name);
        Assert.Empty((await _app.Alerts("partner.fr").ListAlertsAsync(new())).Alerts);
        Assert.Equal("ALERT_NOT_FOUND", (await _app.Alerts("partner.fr").GetAlertAsync(new() { Name = alert.Name }).RefusedAsync()).Reason);
        using var watch = _app.Alerts("partner.ma").WatchAlerts(new());
        Assert.Equal(AlertType.Raised, (await watch.NextAsync(_ => true)).Type);
        using var none = _app.Alerts("partner.fr").WatchAlerts(new());
        Assert.Equal(AlertType.Heartbeat, (await none.NextAsync(_ => true)).Type);
    }

    [Fact]
    public async Task Partner_ThatIsNotNamed_IsRefusedByName()
    {
        var (status, reason, _) = await _app.Missions("partner.es").ListMissionsAsync(new()).RefusedAsync();

        Assert.Equal((StatusCode.PermissionDenied, "PARTNER_NOT_NAMED"), (status, reason));
    }

    private sealed class Followed : TaskingApp
    {
        private static readonly string[] Nations = ["de", "ma", "fr"];

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            foreach (var (nation, index) in Nations.Select((nation, index) => (nation, index)))
            {
                builder.UseSetting($"Partners:MayFollowMissions:{index}", $"demo/partner.{nation}");
            }
        }
    }
}
