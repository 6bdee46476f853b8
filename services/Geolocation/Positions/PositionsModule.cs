using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Positions;

internal static class PositionsModule
{
    /// <summary>Adds the positions; the journal must have been added before, because it brings the store up to date.</summary>
    public static void AddPositions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PositionOptions>().Bind(builder.Configuration.GetSection("Positions"))
            .Validate(options => options.FutureTolerance >= TimeSpan.Zero && options.FutureTolerance <= TimeSpan.FromHours(1),
                "Positions:FutureTolerance must be 0 to 1 hour.")
            .ValidateOnStart();
        builder.Services.AddOptions<TrackOptions>().Bind(builder.Configuration.GetSection("Tracks")).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TrackOptions>, TrackOptionsValidator>();
        builder.Services.AddSingleton<PositionIndex>();
        builder.Services.AddSingleton<PositionFeed>();
        builder.Services.AddSingleton<ITrackWriter>(services => services.GetRequiredService<IOptions<StoreOptions>>().Value.UsesPostgres
            ? ActivatorUtilities.CreateInstance<PostgresTrackWriter>(services)
            : ActivatorUtilities.CreateInstance<SqliteTrackWriter>(services));
        builder.Services.AddSingleton<Reception>();
        builder.Services.AddSingleton<PositionIntake>();
        builder.Services.AddSingleton<PositionWatch>();
        builder.Services.AddSingleton<PositionQueries>();
        builder.Services.AddSingleton<TrackFollower>();
        builder.Services.AddSingleton<ICatchUp>(services => services.GetRequiredService<TrackFollower>());
        builder.Services.AddHostedService(services => services.GetRequiredService<TrackFollower>());
        builder.Services.AddSingleton<TrackKeeper>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TrackKeeper>());
    }

    public static void MapPositions(this IEndpointRouteBuilder routes) => routes.MapGrpcService<PositionService>();
}
