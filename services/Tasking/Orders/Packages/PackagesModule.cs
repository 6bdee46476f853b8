using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Peers;

namespace TaskForce.Tasking.Orders.Packages;

internal static class PackagesModule
{
    public static void AddPackages(this IHostApplicationBuilder builder)
    {
        builder.AddPeer<Geolocation.V1.MapService.MapServiceClient>("Geolocation");
        builder.Services.AddSingleton<IValidateOptions<PackageOptions>, PackageOptionsValidator>();
        builder.Services.AddOptions<PackageOptions>().Bind(builder.Configuration.GetSection("Packages")).ValidateOnStart();
        builder.Services.AddSingleton<PackageSigner>();
        builder.Services.AddSingleton<PackageMaker>();
    }

    public static void MapPackages(this IEndpointRouteBuilder routes) => routes.MapGrpcService<TaskPackageService>();
}
