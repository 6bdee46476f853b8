using TaskForce.Client;

namespace TaskForce.Testing;

/// <summary>A device with clocks of its own somewhere in true time, which passes only when the test says so.</summary>
/// <param name="wallOffset">The device's wall clock minus true time, at first.</param>
/// <param name="drift">How much faster than true time the device's clocks run: 0.0001 gains 100 µs a second.</param>
/// <param name="start">True time at first; any moment if null.</param>
public sealed class DeviceWorld(TimeSpan wallOffset, double drift, DateTimeOffset? start = null)
{
    private readonly DateTimeOffset _start = start ?? new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private TimeSpan _passed;
    private TimeSpan _serverStep;
    private TimeSpan _wallOffset = wallOffset;
    private DeviceClocks? _clock;

    /// <summary>True time, which is the server's.</summary>
    public DateTimeOffset Now => _start + _passed + _serverStep;

    /// <summary>The device's clocks.</summary>
    public TimeProvider Clock => _clock ??= new(this);

    /// <summary>Lets true time pass.</summary>
    public void Pass(TimeSpan time) => _passed += time;

    /// <summary>Lets true time pass until the device's clocks have counted this much.</summary>
    public void PassOnDevice(TimeSpan counted) => Pass(new((long)Math.Ceiling(counted.Ticks / (1 + drift))));

    /// <summary>Somebody sets the device's wall clock.</summary>
    public void StepWallClock(TimeSpan step) => _wallOffset += step;

    /// <summary>Somebody sets the server's clock.</summary>
    public void StepServer(TimeSpan step) => _serverStep += step;

    /// <summary>A probe goes to the server and back.</summary>
    /// <param name="sync">Who probes.</param>
    /// <param name="there">How long it is on its way to the server.</param>
    /// <param name="back">How long its answer is on its way.</param>
    /// <param name="held">How long the server takes to answer.</param>
    public void Probe(ClockSync sync, TimeSpan there, TimeSpan back, TimeSpan held = default)
    {
        var probe = sync.Begin();
        Pass(there);
        var received = Now;
        Pass(held);
        var sent = Now;
        Pass(back);
        sync.Complete(probe, received, sent);
    }

    private TimeSpan Counted => new((long)(_passed.Ticks * (1 + drift)));

    private sealed class DeviceClocks(DeviceWorld world) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => world.Counted.Ticks;

        public override DateTimeOffset GetUtcNow() => world._start + world.Counted + world._wallOffset;
    }
}
