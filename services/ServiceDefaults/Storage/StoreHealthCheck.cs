using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>A service is of use as long as its store answers.</summary>
internal sealed class StoreHealthCheck<TDb>(Journal<TDb> journal) : IHealthCheck where TDb : ServiceDb
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // As plain as can be: a probe comes often, and the first one at a cold start.
        await journal.ReadAsync(db => db.Database.ExecuteSqlRawAsync("SELECT 1 FROM events LIMIT 1", cancellationToken), cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
