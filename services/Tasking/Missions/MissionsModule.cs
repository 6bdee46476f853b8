using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Peers;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Missions.Arrivals;

namespace TaskForce.Tasking.Missions;

internal static class MissionsModule
{
    public static void AddMissions(this IHostApplicationBuilder builder)
    {
        builder.AddPeer<Roster.V1.FormationService.FormationServiceClient>("Roster");
        builder.AddPeer<Geolocation.V1.PositionService.PositionServiceClient>("Geolocation");
        builder.Services.AddSingleton<IValidateOptions<PreemptionOptions>, PreemptionOptions.Validator>();
        builder.Services.AddOptions<PreemptionOptions>().Bind(builder.Configuration.GetSection("Preemption")).ValidateOnStart();
        builder.Services.AddSingleton<IDeadlineHandler, PreemptionKeeper>();
        builder.Services.AddOptions<PartnerOptions>().Bind(builder.Configuration.GetSection("Partners"));
        builder.Services.AddSingleton<PartnerSight>();
        builder.Services.AddSingleton<MissionViews>();
        builder.Services.AddSingleton<TeamPlanning>();
        builder.Services.AddSingleton<IDeadlineHandler, SilenceHandler>();
        builder.Services.AddHostedService<TeamReleaser>();
        builder.Services.AddHostedService<TeamFollower>();
        builder.Services.AddSingleton<TerritoryChanges>();
        builder.Services.AddSingleton<Func<V1.Mission, MissionTerritories>>(
            services => mission => ActivatorUtilities.CreateInstance<MissionTerritories>(services, mission));
        builder.Services.AddHostedService<TerritoryWatcher>();
        builder.AddArrivals();
    }

    public static void MapMissions(this IEndpointRouteBuilder routes) => routes.MapGrpcService<MissionService>();
}
