using System.Diagnostics.Metrics;
using TaskForce.Tasking.Orders;

namespace TaskForce.Tasking.Telemetry;

/// <summary>How orders climb, and how well devices know the time. Thread safe.</summary>
internal sealed class TaskingMetrics
{
    public const string Meter = "TaskForce.Tasking";

    // Made by the factory, which disposes them.
    private readonly Histogram<double> _rungs;
    private readonly Histogram<double> _clocks;

    public TaskingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Meter);
        _rungs = meter.CreateHistogram("taskforce.order.rung.duration", "s", "From when an order was given until a rung was first reported, by the server's clock.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600] });
        _clocks = meter.CreateHistogram("taskforce.device.clock.uncertainty", "s", "How far a device's clock may be off, as it measured itself.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] });
    }

    /// <summary>Notes the rungs that an order has reached by a change.</summary>
    public void Climbed(Order before, Order after)
    {
        var issueTime = after.Acknowledgements.First(reached => reached.Rung == Rung.Queued).ServerTime;
        foreach (var reached in after.Acknowledgements.Where(reached => before.Acknowledgements.All(known => known.Rung != reached.Rung)))
        {
            _rungs.Record((reached.ServerTime - issueTime).TotalSeconds,
                new KeyValuePair<string, object?>("rung", WireName.Of((V1.Order.Types.Rung)reached.Rung)),
                new KeyValuePair<string, object?>("nation", after.Text.Nation));
        }
    }

    /// <summary>Notes what a device found of its clock.</summary>
    public void ClockMeasured(TimeSpan uncertainty, string nation) => _clocks.Record(uncertainty.TotalSeconds, new KeyValuePair<string, object?>("nation", nation));
}
