using System.Diagnostics.Metrics;

namespace TaskForce.Geolocation.Replicas;

/// <summary>
/// How long after their receipt there the reports that other processes took were known here: their way to the disk and from there, by the clocks of both hosts.
/// Also a metric, <c>taskforce.geolocation.replica.lag</c>. Thread safe.
/// </summary>
internal sealed class ReplicaLag(IMeterFactory meters, TimeProvider clock)
{
    public const string Meter = "TaskForce.Geolocation";

    private const int Kept = 1024;

    // The factory's, which disposes it.
    private readonly Histogram<double> _histogram = meters.Create(Meter)
        .CreateHistogram<double>("taskforce.geolocation.replica.lag", "s", "From the receipt of a report by another process until it is known here.");

    private readonly Lock _gate = new();
    private readonly TimeSpan[] _last = new TimeSpan[Kept];
    private long _count;
    private volatile bool _hasBegun;

    /// <summary>Says that what was in the store at the start has been read: that was no lag.</summary>
    public void Begin() => _hasBegun = true;

    /// <summary>Notes that a commit of another process is known here now.</summary>
    /// <param name="receiptTime">When its newest report was received there, UTC ticks.</param>
    public void Note(long receiptTime)
    {
        if (!_hasBegun)
        {
            return;
        }

        // Clocks differ; a report from the future has no lag.
        var lag = TimeSpan.FromTicks(Math.Max(0, clock.GetUtcNow().UtcTicks - receiptTime));
        _histogram.Record(lag.TotalSeconds);
        lock (_gate)
        {
            _last[_count++ % Kept] = lag;
        }
    }

    /// <summary>The lags of the last commits, the shortest first.</summary>
    public IReadOnlyList<TimeSpan> Last()
    {
        lock (_gate)
        {
            return [.. _last.Take((int)Math.Min(_count, Kept)).Order()];
        }
    }
}
