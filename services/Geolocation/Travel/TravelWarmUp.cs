namespace TaskForce.Geolocation.Travel;

/// <summary>Unfolds the map once the service is up, so that the first estimate need not.</summary>
internal sealed class TravelWarmUp(IServiceProvider services, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => _ = Task.Run(() => services.GetService<TravelModel>(), cancellationToken));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
