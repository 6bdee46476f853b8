using Microsoft.Extensions.Options;

namespace TaskForce.Geolocation.Tracks;

/// <summary>Deletes what is older than tracks are kept, a little at a time so that reports go in between.</summary>
internal sealed partial class TrackKeeper(
    TrackCleaner cleaner, IOptions<TrackOptions> options, TimeProvider clock, ILogger<TrackKeeper> log) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Deletes all that is old now; how many rows.</summary>
    public Task<int> TrimAsync(CancellationToken cancellation) => cleaner.CleanAsync(clock.GetUtcNow(), cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.LongestLog < options.Value.LogRetention)
        {
            LogShort(options.Value.LongestLog, options.Value.LogRetention);
        }

        using var ticks = new PeriodicTimer(Interval, clock);
        while (await ticks.WaitForNextTickAsync(stoppingToken))
        {
            await TryTrimAsync(stoppingToken);
        }
    }

    private async Task TryTrimAsync(CancellationToken cancellation)
    {
        try
        {
            if (await TrimAsync(cancellation) is > 0 and var count)
            {
                LogTrimmed(count);
            }
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            // What is kept a little longer does no harm.
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} rows of positions were deleted or rewritten, because they were older than their nations keep them")]
    private partial void LogTrimmed(int count);

    [LoggerMessage(LogLevel.Information, "The log of positions is kept for {Kept} and not for Tracks:LogRetention ({Asked}): no nation's positions are kept longer in it than in its tracks")]
    private partial void LogShort(TimeSpan kept, TimeSpan asked);
}
