using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Tracks;

internal static class TracksModule
{
    /// <summary>Adds what keeps the tracks; the journal must have been added before, because it brings the store up to date.</summary>
    public static void AddTracks(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<TrackOptions>().Bind(builder.Configuration.GetSection("Tracks")).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TrackOptions>, TrackOptionsValidator>();
        builder.Services.AddSingleton<TrackMemory>();
        builder.Services.AddSingleton<TrackStore>();
        builder.Services.AddSingleton<TrackWriter>();
        builder.Services.AddSingleton<TrackFollower>();
        builder.Services.AddSingleton<ICatchUp>(services => services.GetRequiredService<TrackFollower>());
        builder.Services.AddHostedService(services => services.GetRequiredService<TrackFollower>());
        builder.Services.AddSingleton<TrackPager>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TrackPager>());
        builder.Services.AddSingleton<TrackCleaner>();
        builder.Services.AddSingleton<TrackKeeper>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TrackKeeper>());
    }
}
