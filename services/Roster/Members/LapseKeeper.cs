using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Members;

/// <summary>
/// Announces qualifications that lapse, at most a minute late. What fell due while the service was down is announced at its start, but
/// of several notices only the most urgent.
/// </summary>
internal sealed partial class LapseKeeper(Journal<RosterDb> journal, TimeProvider clock, ILogger<LapseKeeper> log) : BackgroundService
{
    // Every change waits for the one before it, so that a large import's notices must not be one.
    private const int Batch = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Interval, clock);
        do
        {
            await TryAnnounceAsync(stoppingToken);
        }
        while (await ticks.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryAnnounceAsync(CancellationToken cancellation)
    {
        try
        {
            var now = clock.GetUtcNow();
            var due = await journal.ReadAsync(db => db.WithDueNoticesAsync(now, cancellation), cancellation);
            foreach (var members in due.Chunk(Batch))
            {
                LogAnnounced(await journal.ChangeAsync(db => db.AnnounceLapsesAsync(members, now), cancellation));
            }
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            LogDelayed(unavailable.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Announced that {Count} qualifications lapse")]
    private partial void LogAnnounced(int count);

    [LoggerMessage(LogLevel.Warning, "Lapsing qualifications cannot be announced now, trying again: {Reason}")]
    private partial void LogDelayed(string reason);
}
