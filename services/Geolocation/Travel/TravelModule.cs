using Microsoft.Extensions.Options;

namespace TaskForce.Geolocation.Travel;

internal static class TravelModule
{
    public static void AddTravel(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<TravelOptions>, TravelOptionsValidator>();
        builder.Services.AddOptions<TravelOptions>().Bind(builder.Configuration.GetSection("Travel")).ValidateOnStart();
        builder.Services.AddSingleton<TravelModel>();
        builder.Services.AddSingleton<ArrivalEstimator>();
    }
}
