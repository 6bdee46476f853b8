using TaskForce.ServiceDefaults.Peers;

namespace TaskForce.Tasking.Missions.Arrivals;

internal static class ArrivalsModule
{
    public static void AddArrivals(this IHostApplicationBuilder builder)
    {
        builder.AddPeer<Geolocation.V1.GeofenceService.GeofenceServiceClient>("Geolocation");
        builder.Services.AddSingleton<ArrivalChanges>();
        builder.Services.AddHostedService<ArrivalFences>();
        builder.Services.AddHostedService<ArrivalFollower>();
    }
}
