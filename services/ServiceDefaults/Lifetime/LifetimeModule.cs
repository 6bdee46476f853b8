using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TaskForce.ServiceDefaults.Lifetime;

/// <summary>Ends a service together with the process that started it.</summary>
public static class LifetimeModule
{
    /// <summary>
    /// With <c>Lifetime:FollowsInput</c> the service stops when its standard input ends. A starter that keeps the other end of it
    /// open needs to do nothing more: however it dies, the system closes that end.
    /// </summary>
    public static void AddLifetime(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue<bool>("Lifetime:FollowsInput"))
        {
            builder.Services.AddHostedService(services =>
                new InputFollower(Console.OpenStandardInput(), services.GetRequiredService<IHostApplicationLifetime>()));
        }
    }
}
