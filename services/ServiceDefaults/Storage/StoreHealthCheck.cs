using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>A service is of use as long as its store answers and takes changes.</summary>
internal sealed class StoreHealthCheck<TDb>(Journal<TDb> journal, StoreCondition condition) : IHealthCheck where TDb : ServiceDb
{
    // It leaves nothing behind, but has to be written.
    internal const string Write = """
        INSERT INTO log_starts ("Topic", "After") VALUES ('health', 0); DELETE FROM log_starts WHERE "Topic" = 'health'
        """;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!condition.IsOpen)
        {
            return HealthCheckResult.Unhealthy("The store is being opened.");
        }

        try
        {
            await AskAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            return HealthCheckResult.Unhealthy(unavailable.Message);
        }
    }

    // As plain as can be: a probe comes often, and the first one at a cold start. Only a store that refused a change is asked to take one,
    // because a service that nobody calls any more would not notice that it can again.
    private Task<int> AskAsync(CancellationToken cancellation) => condition.Trouble is null
        ? journal.ReadAsync(db => db.Database.ExecuteSqlRawAsync("SELECT 1 FROM events LIMIT 1", cancellation), cancellation)
        : journal.ChangeAsync(db => db.Database.ExecuteSqlRawAsync(Write, cancellation), cancellation);
}
