namespace TaskForce.Geolocation.Geofences;

/// <summary>Serves the contract; every method answers <c>UNIMPLEMENTED</c> as the contract says.</summary>
internal sealed class GeofenceService : V1.GeofenceService.GeofenceServiceBase;

internal static class GeofencesModule
{
    public static void MapGeofences(this IEndpointRouteBuilder routes) => routes.MapGrpcService<GeofenceService>();
}
