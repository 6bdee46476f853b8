using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Travel.Maps;
using TaskForce.Geolocation.Travel.Router;

namespace TaskForce.Geolocation.Travel;

internal static class TravelModule
{
    // The largest table that one request may ask for, with its places, is far below that.
    private const int LargestAnswer = 64 << 20;

    public static void AddTravel(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<TravelOptions>, TravelOptionsValidator>();
        builder.Services.AddOptions<TravelOptions>().Bind(builder.Configuration.GetSection("Travel")).ValidateOnStart();
        builder.Services.AddSingleton<TravelModel>();
        builder.Services.AddSingleton<ArrivalEstimator>();
        builder.Services.AddHostedService<TravelWarmUp>();
        builder.AddRouter();
    }

    public static void MapTravel(this IEndpointRouteBuilder routes) => routes.MapGrpcService<MapService>();

    // No loggers: a request's address says where people are. The deadline is the caller's.
    private static void AddRouter(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EngineClient>();
        builder.Services.AddSingleton<RoadFinder>();
        builder.Services.AddHttpClient(EngineClient.Name, (services, http) =>
        {
            http.BaseAddress = services.GetRequiredService<IOptions<TravelOptions>>().Value.Router.Address;
            http.Timeout = Timeout.InfiniteTimeSpan;
            http.MaxResponseContentBufferSize = LargestAnswer;
        }).RemoveAllLoggers();
    }
}
