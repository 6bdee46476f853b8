using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Lifetime;

namespace TaskForce.ServiceDefaults.Health;

/// <summary>What a process finds out about itself, for its operator.</summary>
public static class HealthModule
{
    /// <summary>Adds it; whoever needs a part of it may call this again.</summary>
    public static void AddHealth(this IHostApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(Clocks)))
        {
            return;
        }

        builder.Services.AddOptions<HealthOptions>().Bind(builder.Configuration.GetSection("Health")).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<HealthOptions>, HealthOptionsValidator>();
        builder.Services.TryAddSingleton(services => new Rotation(services.GetRequiredService<IHostApplicationLifetime>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<OpenCalls>();
        builder.Services.AddSingleton<Clocks>();
        builder.Services.AddSingleton<ClockHealth>();
        builder.Services.AddSingleton<IHealthSource>(services => services.GetRequiredService<ClockHealth>());
        builder.Services.AddSingleton<HealthDesk>();
        // Made at the start, so that its gauge is told.
        builder.Services.AddHostedService<Measured>();
    }

    private sealed class Measured(ClockHealth clocks) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.FromResult(clocks);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
