using TaskForce.Geolocation.V1;
using TaskForce.ServiceDefaults.Peers;
using TaskForce.TakBridge.Connections;

namespace TaskForce.TakBridge.Positions;

internal static class PositionsModule
{
    public static void AddPositions(this IHostApplicationBuilder builder)
    {
        builder.AddPeer<PositionService.PositionServiceClient>("Geolocation");
        builder.Services.AddScoped<PositionReporter>();
        builder.Services.AddScoped<IHearer>(services => services.GetRequiredService<PositionReporter>());
        builder.Services.AddScoped<IFollower>(services => services.GetRequiredService<PositionReporter>());
    }
}
