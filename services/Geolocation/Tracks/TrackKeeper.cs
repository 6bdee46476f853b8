using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Tracks;

/// <summary>Deletes what is older than tracks are kept, a little at a time so that reports go in between.</summary>
internal sealed partial class TrackKeeper(
    TrackCleaner cleaner, IOptions<TrackOptions> options, TimeProvider clock, ILogger<TrackKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Deletes all that is old now; how many rows.</summary>
    public Task<int> TrimAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var logRetention = options.Value.LogRetention < options.Value.Retention ? options.Value.LogRetention : options.Value.Retention;
        return cleaner.CleanAsync((now - options.Value.Retention).UtcTicks, (now - logRetention).UtcTicks, cancellation);
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

    [LoggerMessage(LogLevel.Information, "{Count} rows of positions were deleted, those of tracks because they were older than {Retention}")]
    private partial void LogTrimmed(int count, TimeSpan retention);
}

/// <summary>Deletes what is older than it is told.</summary>
internal sealed class TrackCleaner(Journal<GeolocationDb> journal, TrackPager pager, TrackMemory memory, IOptions<TrackOptions> options)
{
    /// <param name="before">Pages with points that were received before this are deleted.</param>
    /// <param name="logBefore">So are such rows of the log.</param>
    /// <param name="cancellation">Ends the work between two transactions.</param>
    public async Task<int> CleanAsync(long before, long logBefore, CancellationToken cancellation)
    {
        var (most, count) = (options.Value.TrimBatch, 0);
        // What the geofences have not judged yet is kept for them, however old.
        var judged = await journal.ReadAsync(db => db.FenceFollowers.Select(follower => (long?)follower.Cursor).FirstOrDefaultAsync(cancellation), cancellation);
        var end = Math.Min(memory.CommittedSequence, judged + 1 ?? long.MaxValue);
        if (await journal.ReadAsync(db => db.OldBatchesAsync(logBefore, end, most, cancellation), cancellation) is [_, ..])
        {
            // What is deleted must be kept elsewhere: the points in pages, the last known positions by themselves.
            await pager.PageAsync(cancellation);
            await pager.WriteKnownAsync(cancellation);
        }

        while (await journal.ReadAsync(db => db.OldPagesAsync(before, end, most, cancellation), cancellation) is [_, ..] pages)
        {
            count += await journal.ChangeAsync(db => db.DeletePagesAsync(pages, cancellation), cancellation);
        }

        while (await journal.ReadAsync(db => db.OldBatchesAsync(logBefore, end, most, cancellation), cancellation) is [.., var last])
        {
            count += await journal.ChangeAsync(db => db.DeleteBatchesAsync(last, cancellation), cancellation);
        }

        return count;
    }
}
