using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Devices;

/// <summary>
/// Notes that a code or a certificate has ended, at most a minute late. It only keeps the list true: a late code or a certificate that is over is
/// refused whether or not this has run.
/// </summary>
internal sealed partial class DeviceKeeper(Journal<RosterDb> journal, TimeProvider clock, ILogger<DeviceKeeper> log) : BackgroundService
{
    // Every change waits for the one before it: after a long time offline a whole nation's devices must not be one.
    private const int Batch = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

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
            // Asking first keeps the writer free: there is rarely anything due.
            while (await journal.ReadAsync(AnyDueAsync, cancellation))
            {
                LogExpired(await journal.ChangeAsync(db => db.ExpireDevicesAsync(Batch, clock.GetUtcNow()), cancellation));
            }
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            LogDelayed(unavailable.Message);
        }
    }

    private Task<bool> AnyDueAsync(RosterDb db)
    {
        var ticks = clock.GetUtcNow().UtcTicks;
        return db.Devices.AnyAsync(row => row.Due <= ticks);
    }

    [LoggerMessage(LogLevel.Information, "{Count} devices have expired")]
    private partial void LogExpired(int count);

    [LoggerMessage(LogLevel.Warning, "Devices that have expired cannot be noted now, trying again: {Reason}")]
    private partial void LogDelayed(string reason);
}
