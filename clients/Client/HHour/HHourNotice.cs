using TaskForce.Tasking.V1;

namespace TaskForce.Client;

/// <summary>What a notice says.</summary>
public enum HHourNews
{
    /// <summary>The instruction is new: see <see cref="HHourOrder.Instruction"/>.</summary>
    Instructed,

    /// <summary>The device has released.</summary>
    Released,

    /// <summary>H has passed and the device did not release; it asks the server.</summary>
    NotReleased,
}

/// <summary>Something that the recipient of an H-hour order must see.</summary>
/// <param name="News">What it says.</param>
/// <param name="Order">The instruction that holds.</param>
/// <param name="Release">The release, for <see cref="HHourNews.Released"/>.</param>
/// <param name="Reason">Why not, for <see cref="HHourNews.NotReleased"/>.</param>
public sealed record HHourNotice(HHourNews News, HHourOrder Order, Release? Release = null, string Reason = "");

/// <summary>An H-hour order on a device, and how far the device has said it got.</summary>
/// <param name="Order">The instruction that holds.</param>
/// <param name="Rung">The highest rung that this instruction has reached here.</param>
/// <param name="Release">The release, once there was one.</param>
public sealed record FieldHHour(HHourOrder Order, HHourOrder.Types.Rung Rung = HHourOrder.Types.Rung.Stored, Release? Release = null);
