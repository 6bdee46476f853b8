using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;
using Kind = TaskForce.Type.V1.AuditValue.Types.Kind;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>Erases values that are older than their nation keeps them, a little at a time. Any number of processes may do so.</summary>
internal sealed partial class AuditKeeper<TDb>(AuditEraser<TDb> eraser, IOptions<AuditOptions> options, TimeProvider clock, ILogger<AuditKeeper<TDb>> log) : BackgroundService
    where TDb : ServiceDb
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly Kind[] Callers = [Kind.Caller, Kind.Member, Kind.OnBehalf];
    private static readonly Kind[] Records = [Kind.Asked, Kind.Shown];

    /// <summary>Erases all that is old now; how many values.</summary>
    public async Task<long> TrimAsync(CancellationToken cancellation)
    {
        var own = options.Value.Nations;
        var count = await TrimAsync("", options.Value.Retention, own.Keys, cancellation);
        foreach (var (nation, retention) in own)
        {
            count += await TrimAsync(nation, retention, [], cancellation);
        }

        return count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Interval, clock);
        while (await ticks.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await TrimAsync(stoppingToken) is > 0 and var count)
                {
                    LogErased(count);
                }
            }
            catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
            {
                // The next hour will do.
            }
        }
    }

    private async Task<long> TrimAsync(string nation, AuditRetention retention, IReadOnlyCollection<string> others, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return await eraser.TrimAsync($"{nation}/callers", nation, others, Callers, now - retention.Callers, cancellation)
            + await eraser.TrimAsync($"{nation}/records", nation, others, Records, now - retention.Records, cancellation);
    }

    [LoggerMessage(LogLevel.Information, "{Count} values older than they are kept were erased from the audit log")]
    private partial void LogErased(long count);
}
