using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Faults;
using TaskForce.ServiceDefaults.Probes;

namespace TaskForce.TakBridge;

internal static class TakModule
{
    /// <summary>Adds the settings, checked at the start, what is counted, and probes: the bridge has no methods of its own.</summary>
    public static void AddTak(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(4));
        builder.Services.AddSingleton<IValidateOptions<TakOptions>, TakOptionsValidator>();
        builder.Services.AddOptions<TakOptions>().Bind(builder.Configuration.GetSection("Tak")).ValidateOnStart();
        builder.Services.AddOptions<TakDeviceOptions>().Bind(builder.Configuration.GetSection("Devices"));
        builder.Services.AddSingleton<TakMetrics>();
        builder.Services.AddStrictGrpc(_ => { });
        builder.AddProbeNames([]);
    }

    /// <summary>Maps the probes.</summary>
    public static void MapTak(this WebApplication app) => app.MapGrpcHealthChecksService();
}
