using TaskForce.ServiceDefaults.Peers;
using TaskForce.TakBridge.Connections;
using TaskForce.Tasking.V1;

namespace TaskForce.TakBridge.Picture;

internal static class PictureModule
{
    public static void AddPicture(this IHostApplicationBuilder builder)
    {
        builder.AddPeer<HotspotService.HotspotServiceClient>("Tasking");
        builder.Services.AddScoped<Standing>();
        builder.Services.AddScoped<IFollower>(services => services.GetRequiredService<Standing>());
        builder.Services.AddScoped<IFollower, UnitFollower>();
        builder.Services.AddScoped<IFollower, HotspotFollower>();
    }
}
