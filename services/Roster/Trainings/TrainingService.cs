namespace TaskForce.Roster.Trainings;

/// <summary>Serves the contract; every method answers <c>UNIMPLEMENTED</c> as the contract says.</summary>
internal sealed class TrainingService : V1.TrainingService.TrainingServiceBase;

internal static class TrainingsModule
{
    public static void MapTrainings(this IEndpointRouteBuilder routes) => routes.MapGrpcService<TrainingService>();
}
