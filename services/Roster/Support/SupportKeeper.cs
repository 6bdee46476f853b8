using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Support;

/// <summary>
/// Ends each request that was not answered in time and marks each step that is overdue, at most a second late; what fell due while the
/// service was down is worked off at its start. A late answer is refused whether or not this has run.
/// </summary>
internal sealed partial class SupportKeeper(Journal<RosterDb> journal, TimeProvider clock, ILogger<SupportKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Interval, clock);
        do
        {
            await TryWorkOffAsync(stoppingToken);
        }
        while (await ticks.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryWorkOffAsync(CancellationToken cancellation)
    {
        try
        {
            var now = clock.GetUtcNow();
            // Asking first keeps the writer free: there is rarely anything due.
            if (await journal.ReadAsync(db => db.SupportRequests.AnyAsync(row => row.NextStepDue <= now.UtcTicks, cancellation), cancellation))
            {
                LogWorkedOff(await journal.ChangeAsync(db => db.WorkOffDueAsync(now), cancellation));
            }
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            LogDelayed(unavailable.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "The next steps of {Count} support requests were not taken in time")]
    private partial void LogWorkedOff(int count);

    [LoggerMessage(LogLevel.Warning, "Deadlines of support requests cannot be worked off now, trying again: {Reason}")]
    private partial void LogDelayed(string reason);
}
