namespace TaskForce.Roster.Support;

/// <summary>Serves the contract.</summary>
internal sealed class SupportService : V1.SupportService.SupportServiceBase;

internal static class SupportModule
{
    public static void MapSupport(this IEndpointRouteBuilder routes) => routes.MapGrpcService<SupportService>();
}
