using TaskForce.Geolocation.Storage;
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
        builder.Services.AddSingleton<PositionIndex>();
        builder.Services.AddSingleton<PositionFeed>();
        builder.Services.AddSingleton<TrackWriter>();
        builder.Services.AddSingleton<Reception>();
        builder.Services.AddSingleton<PositionIntake>();
        builder.Services.AddSingleton<PositionWatch>();
        builder.Services.AddSingleton<PositionQueries>();
        builder.Services.AddHostedService<IndexLoader>();
    }

    public static void MapPositions(this IEndpointRouteBuilder routes) => routes.MapGrpcService<PositionService>();

    /// <summary>Fills the index from the store before the service answers.</summary>
    private sealed class IndexLoader(Journal<GeolocationDb> journal, PositionIndex index) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => journal.ReadAsync(async db =>
        {
            index.Advance(await db.EndOfTrackAsync(cancellationToken));
            await foreach (var point in db.LastKnownAsync().WithCancellation(cancellationToken))
            {
                index.Apply([point]);
            }

            return index.End;
        }, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
