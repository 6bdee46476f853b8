namespace TaskForce.Partners.Hotspots;

internal static class HotspotsModule
{
    public static void AddHotspots(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<PartnerHotspots>();
}
