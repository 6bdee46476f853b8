using TaskForce.ServiceDefaults.Peers;

namespace TaskForce.Partners.Feeds;

internal static class FeedsModule
{
    public static void AddFeeds(this IHostApplicationBuilder builder)
    {
        builder.AddPeer<Tasking.V1.HotspotService.HotspotServiceClient>("Tasking");
        builder.AddPeer<Geolocation.V1.PositionService.PositionServiceClient>("Geolocation");
        builder.AddPeer<Tasking.V1.MissionService.MissionServiceClient>("Tasking");
        builder.AddPeer<Tasking.V1.AlertService.AlertServiceClient>("Tasking");
        builder.Services.AddSingleton<EventSource, HotspotSource>();
        builder.Services.AddSingleton<EventSource, PositionSource>();
        builder.Services.AddSingleton<EventSource, MissionSource>();
        builder.Services.AddSingleton<EventSource, OrderSource>();
        builder.Services.AddSingleton<EventSource, AlertSource>();
        builder.Services.AddSingleton<EventSources>();
    }
}
