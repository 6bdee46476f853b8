using Microsoft.Extensions.Diagnostics.HealthChecks;
using TaskForce.ServiceDefaults.Lifetime;

namespace TaskForce.ServiceDefaults.Health;

/// <summary>Whether calls should come to this process: the one thing that takes it out of rotation.</summary>
internal sealed class RotationCheck(Rotation rotation) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(rotation.IsIn ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("It is drained."));
}
