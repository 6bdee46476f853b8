using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Positions;

/// <summary>Deletes what is older than tracks are kept, a little at a time so that reports go in between.</summary>
internal sealed partial class TrackKeeper(
    Journal<GeolocationDb> journal, IOptions<TrackOptions> options, TimeProvider clock, ILogger<TrackKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Deletes all that is old now; how many points.</summary>
    public async Task<int> TrimAsync(CancellationToken cancellation)
    {
        var (before, looked, count) = (clock.GetUtcNow() - options.Value.Retention, 0L, 0);
        while (await journal.ReadAsync(db => db.LastOldAsync(looked, before, options.Value.TrimBatch, cancellation), cancellation) is { } last)
        {
            var behind = looked;
            count += await journal.ChangeAsync(db => db.TrimAsync(behind, last, cancellation), cancellation);
            looked = last;
        }

        return count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
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
                LogTrimmed(count, options.Value.Retention);
            }
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            // What is kept a little longer does no harm.
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} positions older than {Retention} were deleted from the track")]
    private partial void LogTrimmed(int count, TimeSpan retention);
}
