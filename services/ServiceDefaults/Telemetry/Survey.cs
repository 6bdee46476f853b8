using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TaskForce.ServiceDefaults.Telemetry;

/// <summary>
/// Gauges whose values must be looked up, in a store for example: now and then, and only while somebody collects them. Each process of a service tells the same of what
/// they share.
/// </summary>
public abstract partial class Survey(IMeterFactory meters, string meter, TimeProvider clock, ILogger log) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly List<Readings> _all = [];

    /// <summary>The service's clock.</summary>
    protected TimeProvider Clock => clock;

    /// <summary>Adds a gauge.</summary>
    /// <param name="name">Its name, by OpenTelemetry's conventions: <c>taskforce.alerts.open</c>.</param>
    /// <param name="unit">Its unit by UCUM, such as <c>s</c>, or <c>{alert}</c> for what is counted.</param>
    /// <param name="description">What it tells.</param>
    protected Readings Gauge(string name, string unit, string description)
    {
        var readings = new Readings();
        readings.Instrument = meters.Create(meter).CreateObservableGauge(name, () => readings.Last, unit, description);
        _all.Add(readings);
        return readings;
    }

    /// <summary>Looks once, and sets each gauge's readings.</summary>
    protected abstract Task LookAsync(CancellationToken cancellation);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (_all.Exists(readings => readings.Instrument is { Enabled: true }))
            {
                await TryAsync(stoppingToken);
            }

            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TryAsync(CancellationToken stopping)
    {
        try
        {
            await LookAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The service stops.
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            // What is not known is not told: a gauge that stands still would be believed.
            _all.ForEach(readings => readings.Set([]));
            LogAway(unavailable.Message);
        }
    }

    /// <summary>What a gauge tells. Thread safe.</summary>
    protected sealed class Readings
    {
        private volatile IReadOnlyList<Measurement<double>> _last = [];

        internal IReadOnlyList<Measurement<double>> Last => _last;

        internal Instrument? Instrument { get; set; }

        /// <summary>Replaces what it tells.</summary>
        public void Set(IReadOnlyList<Measurement<double>> readings) => _last = readings;

        /// <summary>Replaces what it tells by how many there are of each.</summary>
        /// <param name="counted">The labels of each that is counted.</param>
        /// <param name="labels">Their names, in the same order.</param>
        public void Count(IEnumerable<(string First, string Second)> counted, (string First, string Second) labels) =>
            Set([.. counted.CountBy(each => each).Select(entry => new Measurement<double>(
                entry.Value, new KeyValuePair<string, object?>(labels.First, entry.Key.First), new KeyValuePair<string, object?>(labels.Second, entry.Key.Second)))]);
    }

    [LoggerMessage(LogLevel.Debug, "What the metrics tell cannot be looked up now: {Reason}")]
    private partial void LogAway(string reason);
}
