extern alias tasking;

using Grpc.Core;
using Microsoft.AspNetCore.Hosting;
using TaskForce.Tasking.V1;
using TaskForce.Testing;
using static TaskForce.Partners.Tests.PartnersApp;

namespace TaskForce.Partners.Tests.Webhooks;

/// <summary>What a partner is sent of missions and alerts by the real service that judges who may follow them.</summary>
public sealed class MissionFeedTests : IAsyncLifetime
{
    private readonly SqliteTestStore _store = new();
    private readonly Receiver _receiver = new();
    private readonly TaskingApp _tasking = new();
    private readonly PartnersApp _app;

    public MissionFeedTests() => _app = new(_store, new(), missions: _tasking.As("service:partners"));

    public async ValueTask InitializeAsync() => await _receiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _tasking.DisposeAsync();
        await _receiver.DisposeAsync();
        _store.Dispose();
    }

    [Fact]
    public async Task Mission_IsDeliveredToAPartnerOfItsNation_AndToNoOther()
    {
        await _app.Webhooks("partner.fr").CreateWebhookAsync(new() { Webhook = To(_receiver.Url, "missions") });
        await _app.Webhooks("partner.ma").CreateWebhookAsync(new() { Webhook = To(_receiver.Url, "missions", "alerts") });

        var mission = await PlanAsync();
        var created = (await _receiver.NextAsync()).Event;
        await new MissionService.MissionServiceClient(_tasking.As("dispatcher.ma")).RecallMissionAsync(new() { Name = mission.Name, Reason = "A drill." });
        var cancelled = (await _receiver.NextAsync()).Event;

        Assert.Equal(("dev.taskforce.mission.created", mission.Name), (created.GetProperty("type").GetString(), created.GetProperty("subject").GetString()));
        Assert.Equal("dev.taskforce.mission.cancelled", cancelled.GetProperty("type").GetString());
        Assert.Equal("/tasking/v1/missions", created.GetProperty("source").GetString());
        Assert.True(_receiver.IsQuiet);
    }

    [Fact]
    public async Task Alert_IsDelivered_ForTheNationsThatTheFilterNames()
    {
        await _app.Webhooks("partner.ma").CreateWebhookAsync(new() { Webhook = new(To(_receiver.Url, "dev.taskforce.alert.raised")) { Filter = new() { Types_ = { "dev.taskforce.alert.raised" }, Nation = "DE" } } });

        await new FieldService.FieldServiceClient(_tasking.As("field:de-solo-01")).NeedHelpAsync(new() { Text = "Help." });

        Assert.StartsWith("alerts/", (await _receiver.NextAsync()).Event.GetProperty("subject").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missions")]
    [InlineData("dev.taskforce.order.acknowledged")]
    [InlineData("alerts")]
    public async Task Feed_OfAPartnerThatTaskingDoesNotName_IsRefused(string type) =>
        await Refused(StatusCode.PermissionDenied, "FEED_DENIED", _app.Webhooks("partner.es").CreateWebhookAsync(new() { Webhook = To(_receiver.Url, type) }));

    private async Task<Mission> PlanAsync()
    {
        var hotspot = await new HotspotService.HotspotServiceClient(_tasking.As("dispatcher.ma")).CreateHotspotAsync(new()
        {
            Hotspot = new() { Kind = Hotspot.Types.Kind.Smuggling, Severity = Hotspot.Types.Severity.High, HostNation = "MA", Place = new() { DisplayName = "Tanger Med Port", Location = new() { Latitude = 35.89, Longitude = -5.5 } } },
        });
        return await new MissionService.MissionServiceClient(_tasking.As("dispatcher.ma")).CreateMissionAsync(new() { Mission = new() { Hotspot = hotspot.Name } });
    }

    private sealed class TaskingApp : ServiceApp<tasking::Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Identity:MayActForPartners:0", "service:partners");
            builder.UseSetting("Partners:MayFollowMissions:0", "demo/partner.ma");
            builder.UseSetting("Partners:MayFollowMissions:1", "demo/partner.fr");
        }
    }
}
