namespace TaskForce.Geolocation.Geofences;

/// <summary>Deletes the events and editions that are older than they are kept, a little at a time so that other changes go in between.</summary>
internal sealed partial class FenceKeeper(FenceCleaner cleaner, TimeProvider clock, ILogger<FenceKeeper> log) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Interval, clock);
        while (await ticks.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await cleaner.CleanAsync(stoppingToken) is > 0 and var count)
                {
                    LogTrimmed(count);
                }
            }
            catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
            {
                // What is kept a little longer does no harm.
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} events and editions of geofences were deleted or lost their places because they were older than they are kept")]
    private partial void LogTrimmed(int count);
}
