using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Positions.Map;
using TaskForce.Geolocation.Positions.States;
using TaskForce.Geolocation.Tracks;

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
        builder.Services.AddOptions<StateOptions>().Bind(builder.Configuration.GetSection("Positions:States")).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<StateOptions>, StateOptionsValidator>();
        builder.Services.AddOptions<MapOptions>().Bind(builder.Configuration.GetSection("Positions:Map"))
            .Validate(options => options.MostWatchers is >= 1 and <= 10_000, "Positions:Map:MostWatchers must be 1 to 10000.")
            .ValidateOnStart();
        builder.Services.AddSingleton<PositionIndex>();
        builder.Services.AddSingleton<PositionFeed>();
        builder.Services.AddSingleton<Reception>();
        builder.Services.AddOptions<IntakeOptions>().Bind(builder.Configuration.GetSection("Positions:Intake")).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<IntakeOptions>, IntakeOptionsValidator>();
        builder.Services.AddSingleton<IntakeLines>();
        builder.Services.AddSingleton<IntakeQueue>();
        builder.Services.AddSingleton<PositionIntake>();
        builder.Services.AddSingleton<PositionWatch>();
        builder.Services.AddSingleton<MapBoard>();
        builder.Services.AddSingleton<MapWatch>();
        builder.Services.AddSingleton<PositionWatches>();
        builder.Services.AddSingleton<PositionQueries>();
        builder.AddTracks();
    }

    public static void MapPositions(this IEndpointRouteBuilder routes) => routes.MapGrpcService<PositionService>();
}
