using Google.Protobuf.WellKnownTypes;

namespace TaskForce.Tasking.Operations;

/// <summary>What a device knows of the server's clock.</summary>
/// <param name="Offset">Server time minus the device's wall clock.</param>
/// <param name="Uncertainty">How far the truth may be away at <paramref name="MeasureTime"/>.</param>
/// <param name="MeasureTime">When the device said so, in server time.</param>
internal sealed record DeviceClock(string Member, string Device, TimeSpan Offset, TimeSpan Uncertainty, TimeSpan RoundTrip, DateTimeOffset MeasureTime)
{
    // How far a device's clock and the server's may drift apart in a second: RFC 5905 assumes 15 ppm of a host; quartz in the heat and the cold
    // of the field is worse.
    private const double Drift = 100e-6;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <summary>How far the truth may be away by now.</summary>
    public TimeSpan UncertaintyAt(DateTimeOffset now) => Uncertainty + (now > MeasureTime ? (now - MeasureTime) * Drift : TimeSpan.Zero);

    /// <summary>When it is first not known to <paramref name="limit"/>, if the device says no more.</summary>
    public DateTimeOffset GoodUntil(TimeSpan limit) => limit > Uncertainty ? MeasureTime + ((limit - Uncertainty) / Drift) : MeasureTime;

    /// <summary>Reads what a device says, naming everything that is wrong with it. What it dates ahead of now is of now.</summary>
    public static DeviceClock Read(string member, string device, V1.ClockEstimate estimate, DateTimeOffset now)
    {
        var violations = new Violations();
        violations.Check(estimate.Offset is not null && estimate.Offset.ToTimeSpan().Duration() < Longest, "estimate.offset", "is required, and must be less than a century");
        violations.Check(estimate.Uncertainty is not null && estimate.Uncertainty.ToTimeSpan() > TimeSpan.Zero, "estimate.uncertainty", "is required, and must be more than zero");
        violations.Check(estimate.RoundTrip is not null && estimate.RoundTrip.ToTimeSpan() >= TimeSpan.Zero, "estimate.round_trip", "is required, and must not be negative");
        violations.Check(estimate.MeasureTime is not null, "estimate.measure_time", "is required");
        violations.ThrowIfAny();
        var measured = estimate.MeasureTime!.ToDateTimeOffset();
        return new(member, device, estimate.Offset!.ToTimeSpan(), estimate.Uncertainty!.ToTimeSpan(), estimate.RoundTrip!.ToTimeSpan(), measured < now ? measured : now);
    }

    public V1.ClockEstimate ToProto() => new()
    {
        Offset = Offset.ToDuration(),
        Uncertainty = Uncertainty.ToDuration(),
        RoundTrip = RoundTrip.ToDuration(),
        MeasureTime = MeasureTime.ToTimestamp(),
    };
}

/// <summary>A device's clock as stored. Times in UTC ticks.</summary>
internal sealed class DeviceClockRow
{
    public required string Member { get; init; }

    public required string Device { get; init; }

    public long Offset { get; private set; }

    public long Uncertainty { get; private set; }

    public long RoundTrip { get; private set; }

    public long MeasureTime { get; private set; }

    public DeviceClock Value => new(Member, Device, new(Offset), new(Uncertainty), new(RoundTrip), new(MeasureTime, TimeSpan.Zero));

    public void Set(DeviceClock clock) =>
        (Offset, Uncertainty, RoundTrip, MeasureTime) = (clock.Offset.Ticks, clock.Uncertainty.Ticks, clock.RoundTrip.Ticks, clock.MeasureTime.UtcTicks);
}
