using Microsoft.Extensions.Options;

namespace TaskForce.TakBridge;

internal static class TakModule
{
    /// <summary>Adds the settings, checked at the start, and what is counted.</summary>
    public static void AddTak(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<TakOptions>, TakOptionsValidator>();
        builder.Services.AddOptions<TakOptions>().Bind(builder.Configuration.GetSection("Tak")).ValidateOnStart();
        builder.Services.AddOptions<TakDeviceOptions>().Bind(builder.Configuration.GetSection("Devices"));
        builder.Services.AddSingleton<TakMetrics>();
    }
}
