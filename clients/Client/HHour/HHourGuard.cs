using Google.Protobuf.WellKnownTypes;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.HHourOrder.Types;

namespace TaskForce.Client;

/// <summary>What a device is to do about a common start.</summary>
public enum HHourAct
{
    /// <summary>Nothing, until something is heard.</summary>
    Rest,

    /// <summary>Look again after <see cref="HHourStep.Wait"/>.</summary>
    Wait,

    /// <summary>Release now.</summary>
    Release,

    /// <summary>H has passed and nothing allows a release: say so and ask the server.</summary>
    Ask,
}

/// <summary>What to do next.</summary>
/// <param name="Act">What.</param>
/// <param name="Wait">After how long to look again.</param>
/// <param name="Release">The release, to be reported.</param>
/// <param name="Reason">Why there is none, for people.</param>
public sealed record HHourStep(HHourAct Act, TimeSpan Wait = default, Release? Release = null, string Reason = "");

/// <summary>
/// Decides on a device when it releases. No go, no release: a device that has heard nothing, or that is not sure of the time, holds. A go
/// that was heard before H counts at H even if the server cannot be reached then; later than that only one that was heard after H counts,
/// because there may have been an abort since. Not thread safe.
/// </summary>
/// <param name="clock">The measured clock.</param>
public sealed class HHourGuard(ClockSync clock)
{
    // A timer is never exact; more than this is a device that slept through H.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private DateTimeOffset? _heard;

    /// <summary>The instruction that holds; null before the first.</summary>
    public HHourOrder? Order { get; private set; }

    /// <summary>The release, once there was one. There is no second.</summary>
    public Release? Release { get; private set; }

    /// <summary>Takes in an instruction. One that is older than what is known changes nothing.</summary>
    /// <param name="order">The instruction.</param>
    /// <param name="fromServer">Whether the server has just said it; otherwise it was found on the device's disk.</param>
    public void Hear(HHourOrder order, bool fromServer)
    {
        if (Order is null || order.Revision >= Order.Revision)
        {
            Order = order;
            _heard = fromServer ? clock.Read()?.ServerTime ?? _heard : _heard;
        }
    }

    /// <summary>Takes over a release that was made before a restart.</summary>
    public void Restore(Release release) => Release = release;

    /// <summary>What to do now. A release is decided once.</summary>
    public HHourStep Decide()
    {
        if (Release is not null || Order is not { Instruction: Instruction.Wait or Instruction.Hold or Instruction.Go } order)
        {
            return new(HHourAct.Rest);
        }

        if (clock.Read() is not { } reading)
        {
            return new(HHourAct.Rest, Reason: "the server's time is not known yet");
        }

        var late = reading.ServerTime - order.HHour.ToDateTimeOffset();
        return late < TimeSpan.Zero ? new(HHourAct.Wait, -late) : Strike(order, reading, late);
    }

    private HHourStep Strike(HHourOrder order, ClockReading reading, TimeSpan late)
    {
        if (order.Instruction != Instruction.Go)
        {
            return new(HHourAct.Ask, Reason: order.Instruction == Instruction.Hold ? $"on hold: {order.Reason}" : "no go has come");
        }

        if (reading.Uncertainty > order.MaxClockUncertainty.ToTimeSpan())
        {
            return new(HHourAct.Ask, Reason: $"the time is only known to {reading.Uncertainty.TotalMilliseconds:0} ms");
        }

        if (late > Grace && !(_heard >= order.HHour.ToDateTimeOffset()))
        {
            return new(HHourAct.Ask, Reason: "H passed while this device could not tell; the go may have been taken back");
        }

        Release = new()
        {
            DeviceTime = reading.DeviceTime.ToTimestamp(),
            CorrectedTime = reading.ServerTime.ToTimestamp(),
            Uncertainty = reading.Uncertainty.ToDuration(),
            Late = late > Grace,
        };
        return new(HHourAct.Release, Release: Release);
    }
}
