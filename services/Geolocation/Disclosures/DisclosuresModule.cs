using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Disclosures;

internal static class DisclosuresModule
{
    /// <summary>Adds the disclosures; the positions must have been added before.</summary>
    public static void AddDisclosures(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => services.GetRequiredService<Positions.PositionIndex>().Disclosures);
        builder.Services.AddSingleton<DisclosureFollower>();
        builder.Services.AddSingleton<ICatchUp>(services => services.GetRequiredService<DisclosureFollower>());
        builder.Services.AddHostedService(services => services.GetRequiredService<DisclosureFollower>());
    }

    public static void MapDisclosures(this IEndpointRouteBuilder routes) => routes.MapGrpcService<DisclosureService>();
}
