namespace TaskForce.Roster.Trainings;

/// <summary>Serves the contract.</summary>
internal sealed class TrainingService : V1.TrainingService.TrainingServiceBase;

internal static class TrainingsModule
{
    public static void MapTrainings(this IEndpointRouteBuilder routes) => routes.MapGrpcService<TrainingService>();
}
