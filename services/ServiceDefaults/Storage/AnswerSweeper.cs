using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>Forgets answers that nobody may ask for again.</summary>
internal sealed class AnswerSweeper<TDb>(Journal<TDb> journal, TimeProvider clock) : BackgroundService where TDb : ServiceDb
{
    // A repeat within 24 hours gets the first answer; one more hour allows for clocks that differ.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(25);

    public Task<int> SweepAsync(CancellationToken cancellation)
    {
        var oldest = (clock.GetUtcNow() - Kept).UtcTicks;
        return journal.ChangeAsync(db => db.Answers.Where(answer => answer.Time < oldest).ExecuteDeleteAsync(cancellation), cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hourly = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        while (await hourly.WaitForNextTickAsync(stoppingToken))
        {
            await TrySweepAsync(stoppingToken);
        }
    }

    private async Task TrySweepAsync(CancellationToken cancellation)
    {
        try
        {
            await SweepAsync(cancellation);
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            // What is kept an hour longer does no harm.
        }
    }
}
