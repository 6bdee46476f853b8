using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>How long changes take until they are on disk, and whether the store takes any. Thread safe.</summary>
internal sealed class StoreMetrics
{
    // Made by the factory, which disposes it.
    private readonly Histogram<double> _changes;

    public StoreMetrics(IMeterFactory meters, StoreCondition condition)
    {
        var meter = meters.Create("TaskForce.Store");
        _changes = meter.CreateHistogram("taskforce.store.change.duration", "s", "From when a change is asked for until it is on disk, or refused.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10] });
        meter.CreateObservableGauge("taskforce.store.writable", () => condition.IsWritable ? 1 : 0, description: "Whether the store takes changes.");
    }

    /// <summary>Waits for a change, and notes how long it took and what came of it.</summary>
    public async Task<T> TimeAsync<T>(Task<T> change)
    {
        var start = Stopwatch.GetTimestamp();
        var outcome = "failed";
        try
        {
            var answer = await change;
            outcome = "kept";
            return answer;
        }
        catch (DomainException refusal)
        {
            outcome = refusal.Fault == Fault.Unavailable ? "failed" : "refused";
            throw;
        }
        catch (OperationCanceledException)
        {
            outcome = "left";
            throw;
        }
        finally
        {
            _changes.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }
}
