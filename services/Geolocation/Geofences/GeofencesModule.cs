using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Geofences.Following;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Geofences;

internal static class GeofencesModule
{
    /// <summary>Adds the geofences; the positions must have been added before, because their index must be full.</summary>
    public static void AddGeofences(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<FenceOptions>().Bind(builder.Configuration.GetSection("Geofences")).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<FenceOptions>, FenceOptionsValidator>();
        builder.Services.AddSingleton<FenceWake>();
        builder.Services.AddSingleton<ICatchUp>(services => services.GetRequiredService<FenceWake>());
        builder.Services.AddSingleton<FenceLease>();
        builder.Services.AddSingleton<FenceTrack>();
        builder.Services.AddSingleton<FenceBook>();
        builder.Services.AddSingleton<FenceTurns>();
        builder.Services.AddSingleton<FenceRun>();
        builder.Services.AddHostedService<FenceFollower>();
        builder.Services.AddSingleton<FenceCleaner>();
        builder.Services.AddHostedService<FenceKeeper>();
    }

    public static void MapGeofences(this IEndpointRouteBuilder routes) => routes.MapGrpcService<GeofenceService>();
}
