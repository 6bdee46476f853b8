using System.Globalization;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Health;

namespace TaskForce.ServiceDefaults.Relay;

/// <summary>Whether the broker is told what happened. It only ever warns: what waits is kept.</summary>
internal sealed class RelayHealth(RelayMetrics metrics, IOptions<HealthOptions> options) : IHealthSource
{
    public Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Finding>>([Judge()]);

    private Finding Judge() => metrics switch
    {
        { StuckAt: > 0 and var sequence } => new("relay", HealthState.Warn,
            string.Create(CultureInfo.InvariantCulture, $"event {sequence} is of a feed that this process does not know; it and all behind it wait"), "run a process of the version that wrote it"),
        { Oldest: null } => new("relay", HealthState.Ok, "another process publishes, or nothing was measured yet"),
        { Oldest: { } age, Count: var count } when age > options.Value.RelayPatience => new("relay", HealthState.Warn,
            string.Create(CultureInfo.InvariantCulture, $"{count} events wait for the broker, the oldest for {age.TotalSeconds:0} s"), "look at the sidecar and the broker: docs/runbooks.md#relaybehind"),
        { Count: var count } => new("relay", HealthState.Ok, string.Create(CultureInfo.InvariantCulture, $"{count} events wait")),
    };
}
