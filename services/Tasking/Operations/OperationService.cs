namespace TaskForce.Tasking.Operations;

/// <summary>Serves the contract; every method answers <c>UNIMPLEMENTED</c> as the contract says.</summary>
internal sealed class OperationService : V1.OperationService.OperationServiceBase;

internal static class OperationsModule
{
    public static void MapOperations(this IEndpointRouteBuilder routes) => routes.MapGrpcService<OperationService>();
}
