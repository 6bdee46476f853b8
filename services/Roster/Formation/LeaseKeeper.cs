using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Formation;

/// <summary>
/// Ends each reservation whose lease is over, at most a second late; what fell due while the service was down ends at its start. A
/// late confirmation is refused whether or not this has run.
/// </summary>
internal sealed partial class LeaseKeeper(Journal<RosterDb> journal, TimeProvider clock, ILogger<LeaseKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Interval, clock);
        do
        {
            await TryExpireAsync(stoppingToken);
        }
        while (await ticks.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryExpireAsync(CancellationToken cancellation)
    {
        try
        {
            var now = clock.GetUtcNow();
            // Asking first keeps the writer free: there is rarely anything to end.
            if (await journal.ReadAsync(db => db.Teams.AnyAsync(team => team.LeaseExpireTime <= now.UtcTicks, cancellation), cancellation))
            {
                var ended = await journal.ChangeAsync(db => db.ExpireDueAsync(now), cancellation);
                LogEnded(ended);
            }
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            LogDelayed(unavailable.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "The leases of {Count} teams ended")]
    private partial void LogEnded(int count);

    [LoggerMessage(LogLevel.Warning, "Leases cannot end now, trying again: {Reason}")]
    private partial void LogDelayed(string reason);
}
