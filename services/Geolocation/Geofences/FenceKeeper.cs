using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Geofences;

/// <summary>Deletes the events and editions that are older than they are kept, a little at a time so that other changes go in between.</summary>
internal sealed partial class FenceKeeper(FenceCleaner cleaner, TimeProvider clock, ILogger<FenceKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

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

    [LoggerMessage(LogLevel.Information, "{Count} events and editions of geofences were deleted because they were older than they are kept")]
    private partial void LogTrimmed(int count);
}

/// <summary>Deletes all that is old now.</summary>
internal sealed class FenceCleaner(Journal<GeolocationDb> journal, IOptions<FenceOptions> options, TimeProvider clock)
{
    // What is being judged at this moment may still ask for events of the last moments before.
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    /// <returns>How many events and editions.</returns>
    public async Task<int> CleanAsync(CancellationToken cancellation)
    {
        // Tracks are not kept longer: what ended before is closed for good.
        var (before, count) = (clock.GetUtcNow() - options.Value.EventRetention - Slack, 0);
        while (await journal.ReadAsync(db => Old(db, before).Take(options.Value.TrimBatch).ToListAsync(cancellation), cancellation) is [_, ..] events)
        {
            count += await journal.ChangeAsync(db => db.FenceEvents.Where(row => events.Contains(row.Id)).ExecuteDeleteAsync(cancellation), cancellation);
        }

        // The newest stamp stays: the next is larger.
        return count + await journal.ChangeAsync(db => db.FenceEditions.Where(row => row.HasEnded && row.Until < before
            && !db.FenceEvents.Any(told => told.Edition == row.Id) && !db.Geofences.Any(fence => fence.Name == row.Fence)
            && db.FenceEditions.Any(later => later.Stamp > row.Stamp)).ExecuteDeleteAsync(cancellation), cancellation);
    }

    // The last event before of a subject at a fence that may still be judged stays: what comes next follows from it.
    private static IQueryable<long> Old(GeolocationDb db, DateTimeOffset before) => db.FenceEvents
        .Where(row => row.Time < before.UtcTicks && (row.RetractedBy != null
            || db.FenceEditions.Any(edition => edition.Id == row.Edition && edition.HasEnded && edition.Until < before)
            || db.FenceEvents.Any(later => later.Edition == row.Edition && later.Subject == row.Subject && later.RetractedBy == null && later.Time < before.UtcTicks
                && (later.Time > row.Time || (later.Time == row.Time && later.Rank > row.Rank)))))
        .OrderBy(row => row.Time).Select(row => row.Id);
}
