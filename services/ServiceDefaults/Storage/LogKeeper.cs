using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Relay;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>
/// Deletes what is older than the log is kept, a little at a time so that other changes go in between. Any number of processes may do so:
/// changes are made one after another, and what is gone is not deleted twice.
/// </summary>
internal sealed partial class LogKeeper<TDb>(
    Journal<TDb> journal, IOptions<LogOptions> options, IEnumerable<LogHold<TDb>> holds, TimeProvider clock, ILogger<LogKeeper<TDb>> log)
    : BackgroundService where TDb : ServiceDb
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Deletes all that is old now, and what was parked that long ago; how many events.</summary>
    public async Task<int> TrimAsync(CancellationToken cancellation)
    {
        var before = (clock.GetUtcNow() - options.Value.Retention).UtcTicks;
        var (count, looked) = (0, 0L);
        // Looking first keeps the writer free: there is rarely anything to delete.
        while (await FindAsync(looked, before, cancellation) is [.., var last] old)
        {
            count += await journal.ChangeAsync(async db => await db.TrimAsync(old, await PassedAsync(db, cancellation), cancellation), cancellation);
            looked = last.Sequence;
        }

        await journal.ForgetParkedAsync(before, cancellation);
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

    private async Task<long> PassedAsync(TDb db, CancellationToken cancellation)
    {
        var passed = long.MaxValue;
        foreach (var hold in holds)
        {
            passed = Math.Min(passed, await hold.PassedAsync(db, cancellation));
        }

        return passed;
    }

    private Task<List<LogEntry>> FindAsync(long behind, long before, CancellationToken cancellation) =>
        journal.ReadAsync(db => db.OldEntriesAsync(behind, before, options.Value.TrimBatch, cancellation), cancellation);

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

    [LoggerMessage(LogLevel.Information, "{Count} events older than {Retention} were deleted from the log")]
    private partial void LogTrimmed(int count, TimeSpan retention);
}

/// <summary>Keeps events that are old until somebody has read them.</summary>
/// <param name="PassedAsync">Up to where that is.</param>
internal sealed record LogHold<TDb>(Func<TDb, CancellationToken, Task<long>> PassedAsync) where TDb : ServiceDb;
