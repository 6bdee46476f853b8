using TaskForce.Roster.DutyTime;
using TaskForce.Roster.Formation.Search;
using TaskForce.ServiceDefaults.Peers;

namespace TaskForce.Roster.Formation;

internal static class FormationModule
{
    public static void AddFormation(this IHostApplicationBuilder builder)
    {
        builder.AddPeer<Geolocation.V1.PositionService.PositionServiceClient>("Geolocation");
        builder.Services.AddOptions<FormationOptions>().Bind(builder.Configuration.GetSection("Formation"))
            .Validate(options => options.LeaderSkill.Length == 0 || Codes.IsSlug(options.LeaderSkill),
                "Formation:LeaderSkill must be lower-case letters, digits and hyphens, or empty.")
            .ValidateOnStart();
        builder.Services.AddSingleton<TravelTimes>();
        builder.Services.AddSingleton<PoolReader>();
        builder.Services.AddSingleton<Lineups>();
        builder.Services.AddSingleton<Judge>();
        builder.Services.AddSingleton<TeamSearch>();
        builder.Services.AddSingleton<TeamReview>();
        builder.Services.AddSingleton<Reservations>();
        builder.Services.AddSingleton<Repairs>();
        builder.Services.AddSingleton<LiveTeams>();
        builder.Services.AddSingleton<TeamFormation>();
        builder.Services.AddHostedService<LeaseKeeper>();
        builder.Services.AddHostedService<RepairKeeper>();
    }

    public static void MapFormation(this IEndpointRouteBuilder routes) => routes.MapGrpcService<FormationService>();
}
