namespace TaskForce.Geolocation.Travel;

/// <summary>Unfolds the map once the service is up, so that the first estimate need not.</summary>
internal sealed partial class TravelWarmUp(IServiceProvider services, IHostApplicationLifetime lifetime, ILogger<TravelWarmUp> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => _ = Task.Run(WarmUp, lifetime.ApplicationStopping));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void WarmUp()
    {
        // Gone if the service stopped at once.
        if (!lifetime.ApplicationStopping.IsCancellationRequested && services.GetService<TravelModel>() is { } model)
        {
            foreach (var crossing in model.Map.Unusable)
            {
                LogUnusable(crossing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The map has no shore at an end of {Crossing}, which is therefore never used")]
    private partial void LogUnusable(string crossing);
}
