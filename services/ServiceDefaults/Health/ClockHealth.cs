using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace TaskForce.ServiceDefaults.Health;

/// <summary>Whether this clock agrees with the others'.</summary>
internal sealed class ClockHealth : IHealthSource
{
    private readonly Clocks _clocks;
    private readonly TimeSpan _tolerance;

    public ClockHealth(Clocks clocks, IOptions<HealthOptions> options, IMeterFactory meters)
    {
        (_clocks, _tolerance) = (clocks, options.Value.ClockTolerance);
        meters.Create("TaskForce.Health").CreateObservableGauge("taskforce.clock.offset", Measure, "s",
            "By how much another clock is surely ahead of this one, negative for behind; 0 as long as both may be the same.");
    }

    public Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Finding>>([.. _clocks.Readings.Select(Judge)]);

    private Finding Judge(ClockReading reading)
    {
        var check = $"clock/{reading.Whose}";
        return reading.Sure.Duration() <= _tolerance
            ? new(check, HealthState.Ok, string.Create(CultureInfo.InvariantCulture, $"that of {reading.Whose} is {reading.Least.TotalSeconds:+0.000;-0.000;0} to {reading.Most.TotalSeconds:+0.000;-0.000;0} s ahead of this one"))
            : new(check, HealthState.Warn,
                string.Create(CultureInfo.InvariantCulture, $"that of {reading.Whose} is at least {reading.Sure.Duration().TotalSeconds:0.000} s {(reading.Sure > TimeSpan.Zero ? "ahead of" : "behind")} this one"),
                "look at chronyc tracking on both machines; whoever disagrees with all others is the one that is off");
    }

    private IEnumerable<Measurement<double>> Measure() =>
        _clocks.Readings.Select(reading => new Measurement<double>(reading.Sure.TotalSeconds, new KeyValuePair<string, object?>("against", reading.Whose)));
}
