namespace TaskForce.Client;

/// <summary>A question for the server's time that is on its way.</summary>
/// <param name="Id">Comes back with the answer.</param>
/// <param name="SendTime">When it left, by the device's monotonic clock.</param>
public readonly record struct ClockProbe(long Id, TimeSpan SendTime);

/// <summary>What a device knows of the server's time at one moment.</summary>
/// <param name="ServerTime">The server's time.</param>
/// <param name="Uncertainty">The truth is at most this far away.</param>
/// <param name="DeviceTime">The device's wall clock at the same moment.</param>
/// <param name="RoundTrip">The round trip that the knowledge rests on.</param>
public sealed record ClockReading(DateTimeOffset ServerTime, TimeSpan Uncertainty, DateTimeOffset DeviceTime, TimeSpan RoundTrip)
{
    /// <summary>Server time minus the device's wall clock.</summary>
    public TimeSpan Offset => ServerTime - DeviceTime;
}

/// <summary>
/// Knows the server's time on a device whose own clock is wrong. It counts on the monotonic clock, so that a step of the wall clock moves
/// nothing, and never claims more than the network shows. Thread safe.
/// </summary>
/// <remarks>
/// Four timestamps as in RFC 5905, section 8: a probe leaves at T1 and its answer comes at T4 by the device's monotonic clock; the server
/// got it at T2 and answered at T3. Then θ = ((T2 − T1) + (T3 − T4)) / 2 is the server's time minus the monotonic clock and
/// δ = (T4 − T1) − (T3 − T2) the round trip. However it divides into the two ways, θ is at most δ/2 from the truth. With the drift
/// φ (RFC 5905's PHI) during the probe and since, a sample is known to
/// <c>δ/2 + φ (T4 − T1) + φ (now − T4) + ρ</c>, where ρ is the clocks' resolution. Of the last probes the one that is known best counts
/// (the minimum filter of section 10).
/// </remarks>
/// <param name="clock">The device's clocks.</param>
public sealed class ClockSync(TimeProvider clock)
{
    /// <summary>How many probes the filter looks back: the eight stages of RFC 5905's clock filter.</summary>
    public const int Stages = 8;

    /// <summary>
    /// How far the device's clock and the server's may drift apart in a second. RFC 5905 assumes 15 ppm of a host; quartz in the heat and the
    /// cold of the field is worse. A device's second may itself be that much too short.
    /// </summary>
    public const double Drift = 100e-6 / (1 - 100e-6);

    private static readonly TimeSpan Resolution = TimeSpan.FromMicroseconds(2);

    private readonly Lock _lock = new();
    private readonly Queue<Sample> _samples = [];
    private readonly long _origin = clock.GetTimestamp();
    private long _lastId;

    /// <summary>Begins a probe.</summary>
    public ClockProbe Begin()
    {
        lock (_lock)
        {
            return new(++_lastId, Elapsed);
        }
    }

    /// <summary>Takes in the answer to a probe that has just come.</summary>
    /// <param name="probe">The probe.</param>
    /// <param name="receiveTime">When the server got it, by the server's clock.</param>
    /// <param name="transmitTime">When the server answered, by the server's clock.</param>
    public void Complete(ClockProbe probe, DateTimeOffset receiveTime, DateTimeOffset transmitTime)
    {
        lock (_lock)
        {
            var (arrival, midway) = (Elapsed, Midpoint(receiveTime, transmitTime));
            var (roundTrip, dispersion) = (arrival - probe.SendTime - (transmitTime - receiveTime), Resolution + (arrival - probe.SendTime) * Drift);
            if (roundTrip < -dispersion)
            {
                // More than drift: the server's clock was set between the two timestamps, and they say nothing.
                return;
            }

            roundTrip = roundTrip > TimeSpan.Zero ? roundTrip : TimeSpan.Zero;
            var sample = new Sample(midway - Midpoint(probe.SendTime, arrival), roundTrip, roundTrip / 2 + dispersion, arrival);
            // Two that cannot both be true: the server's clock was set, and what was known before is void.
            if (_samples.Any(known => !known.AgreesWith(sample, arrival)))
            {
                _samples.Clear();
            }

            _samples.Enqueue(sample);
            if (_samples.Count > Stages)
            {
                _samples.Dequeue();
            }
        }
    }

    /// <summary>What is known now; null before the first answer.</summary>
    public ClockReading? Read()
    {
        lock (_lock)
        {
            var now = Elapsed;
            return _samples.MinBy(sample => sample.UncertaintyAt(now)) is { } best
                ? new(new(best.Offset.Ticks + now.Ticks, TimeSpan.Zero), best.UncertaintyAt(now), clock.GetUtcNow(), best.RoundTrip)
                : null;
        }
    }

    private TimeSpan Elapsed => clock.GetElapsedTime(_origin);

    private static TimeSpan Midpoint(TimeSpan from, TimeSpan to) => from + (to - from) / 2;

    // Since the beginning of the calendar, as the monotonic clock counts since its own.
    private static TimeSpan Midpoint(DateTimeOffset from, DateTimeOffset to) => new((from + (to - from) / 2).UtcTicks);

    private sealed record Sample(TimeSpan Offset, TimeSpan RoundTrip, TimeSpan Uncertainty, TimeSpan Arrival)
    {
        public TimeSpan UncertaintyAt(TimeSpan now) => Uncertainty + (now - Arrival) * Drift;

        public bool AgreesWith(Sample other, TimeSpan now) => (Offset - other.Offset).Duration() <= UncertaintyAt(now) + other.UncertaintyAt(now);
    }
}
