using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Peers;
using TaskForce.Tasking.Deadlines;

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
        builder.Services.AddSingleton<TeamPlanning>();
        builder.Services.AddHostedService<TeamReleaser>();
        builder.Services.AddHostedService<TeamFollower>();
        builder.Services.AddSingleton<Func<V1.Mission, MissionArrivals>>(services =>
            mission => ActivatorUtilities.CreateInstance<MissionArrivals>(services, mission));
        builder.Services.AddHostedService<ArrivalWatcher>();
    }

    public static void MapMissions(this IEndpointRouteBuilder routes) => routes.MapGrpcService<MissionService>();
}
