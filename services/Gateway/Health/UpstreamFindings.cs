using TaskForce.ServiceDefaults.Health;
using Serving = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace TaskForce.Gateway.Health;

/// <summary>Which services answer the gateway.</summary>
internal sealed class UpstreamFindings(UpstreamHealth upstreams) : IHealthSource
{
    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellation) =>
        [.. (await upstreams.CheckAllAsync(cancellation)).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value == Serving.Serving
            ? new Finding($"upstream/{entry.Key}", HealthState.Ok, "serves")
            : new Finding($"upstream/{entry.Key}", HealthState.Fail, "does not answer, or says that it is of no use", $"look at the {entry.Key} service itself"))];
}
