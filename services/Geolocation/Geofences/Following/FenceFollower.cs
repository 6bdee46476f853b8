namespace TaskForce.Geolocation.Geofences.Following;

/// <summary>
/// Judges the geofences by following the track: what it finds, and how far it has come, go in one transaction, so that a crash loses and
/// repeats nothing. Reports never wait for it. Of several processes one does it; the others stand by.
/// </summary>
internal sealed partial class FenceFollower(FenceRun run, FenceLease lease, TimeProvider clock, ILogger<FenceFollower> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start of the service does not wait for it.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAsync(stoppingToken);
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await ReleaseAsync();
    }

    private async Task TryAsync(CancellationToken stopping)
    {
        try
        {
            if (await lease.TakeAsync(stopping))
            {
                await run.FollowAsync(stopping);
                LogLost();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The service stops.
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            LogBroken(unavailable.Message);
        }
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await lease.ReleaseAsync(CancellationToken.None);
        }
        catch (DomainException)
        {
            // Then it ends by itself.
        }
    }

    [LoggerMessage(LogLevel.Information, "Another process judges the geofences now")]
    private partial void LogLost();

    [LoggerMessage(LogLevel.Warning, "Geofences cannot be judged now, trying again: {Reason}")]
    private partial void LogBroken(string reason);
}
