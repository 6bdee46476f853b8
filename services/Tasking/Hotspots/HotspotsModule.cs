namespace TaskForce.Tasking.Hotspots;

internal static class HotspotsModule
{
    public static void MapHotspots(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<HotspotService>();
        routes.MapGrpcService<HotspotFeatureService>();
    }
}
