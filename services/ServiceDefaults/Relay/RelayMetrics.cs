using System.Diagnostics.Metrics;

namespace TaskForce.ServiceDefaults.Relay;

/// <summary>How publishing goes. Thread safe.</summary>
internal sealed class RelayMetrics
{
    private readonly TimeProvider _clock;
    private readonly Counter<long> _published;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _parked;
    private volatile Waiting? _waiting;
    private long _stuckAt;

    public RelayMetrics(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        var meter = meters.Create("TaskForce.Relay");
        _published = meter.CreateCounter<long>("taskforce.relay.published", "{event}", "Events that the sidecar took.");
        _failed = meter.CreateCounter<long>("taskforce.relay.failures", "{attempt}", "Attempts that it did not take, each of which is followed by another or by parking.");
        _parked = meter.CreateCounter<long>("taskforce.relay.parked", "{event}", "Events that were set aside.");
        // Only the process that publishes has these.
        meter.CreateObservableGauge("taskforce.relay.lag.events", () => Measure(waiting => (long)waiting.Count), "{event}", "Events that are not published yet, counted up to 100,000.");
        meter.CreateObservableGauge("taskforce.relay.lag.seconds", () => Measure(AgeOf), "s", "How old the oldest of them is.");
    }

    /// <summary>An event of a feed that this process does not know; 0 if it stands before none.</summary>
    public long StuckAt
    {
        get => Volatile.Read(ref _stuckAt);
        set => Volatile.Write(ref _stuckAt, value);
    }

    /// <summary>How many events wait.</summary>
    public int Count => _waiting?.Count ?? 0;

    /// <summary>For how long the oldest of them does; null if this process does not publish.</summary>
    public TimeSpan? Oldest => _waiting is { } waiting ? TimeSpan.FromSeconds(AgeOf(waiting)) : null;

    /// <summary>Has what is parked told from the beginning: nobody sees a count rise that begins with one.</summary>
    public void Begin() => _parked.Add(0);

    public void Publish() => _published.Add(1);

    public void Fail() => _failed.Add(1);

    public void Park() => _parked.Add(1);

    /// <summary>What waits now.</summary>
    /// <param name="count">How many events.</param>
    /// <param name="oldest">The time of the oldest, in UTC ticks.</param>
    public void Wait(int count, long? oldest) => _waiting = new(count, oldest);

    /// <summary>Another process publishes.</summary>
    public void Rest() => _waiting = null;

    private double AgeOf(Waiting waiting) => waiting.Oldest is { } since ? Math.Max(0, (_clock.GetUtcNow() - new DateTimeOffset(since, TimeSpan.Zero)).TotalSeconds) : 0;

    private IEnumerable<Measurement<T>> Measure<T>(Func<Waiting, T> measure) where T : struct => _waiting is { } waiting ? [new(measure(waiting))] : [];

    private sealed record Waiting(int Count, long? Oldest);
}
