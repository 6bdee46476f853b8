using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>A service is of use as long as its store answers.</summary>
internal sealed class StoreHealthCheck<TDb>(Journal<TDb> journal) : IHealthCheck where TDb : ServiceDb
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await journal.ReadAsync(db => db.Events.OrderByDescending(e => e.Sequence).Select(e => e.Sequence).FirstOrDefaultAsync(cancellationToken), cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
