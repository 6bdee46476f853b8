using Microsoft.Extensions.Hosting;
using TaskForce.ServiceDefaults.Lifetime;

namespace TaskForce.ServiceDefaults.Health;

/// <summary>Puts together what a process says of itself.</summary>
internal sealed class HealthDesk(IEnumerable<IHealthSource> sources, Rotation rotation, OpenCalls open, IHostEnvironment environment, TimeProvider clock)
{
    public async Task<HealthReport> ReportAsync(CancellationToken cancellation)
    {
        List<Finding> findings = [];
        foreach (var source in sources)
        {
            findings.AddRange(await source.LookAsync(cancellation));
        }

        var state = findings.Select(finding => finding.State).DefaultIfEmpty().Max();
        var place = rotation.IsIn ? "IN" : rotation.Moving.IsCancellationRequested ? "MOVING" : "LEAVING";
        return new(environment.ApplicationName.Split('.')[^1].ToLowerInvariant(), clock.GetUtcNow(), state, place, open.Count, findings);
    }
}
