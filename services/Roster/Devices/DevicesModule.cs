using Microsoft.Extensions.Options;

namespace TaskForce.Roster.Devices;

internal static class DevicesModule
{
    public static void AddDevices(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<DevicesOptions>, DevicesOptionsValidator>();
        builder.Services.AddOptions<DevicesOptions>().Bind(builder.Configuration.GetSection("Devices")).ValidateOnStart();
        builder.Services.AddSingleton<DeviceAuthorities>();
        builder.Services.AddSingleton<Enrolments>();
        builder.Services.AddHostedService<DeviceKeeper>();
    }

    public static void MapDevices(this IEndpointRouteBuilder routes) => routes.MapGrpcService<DeviceService>();
}
