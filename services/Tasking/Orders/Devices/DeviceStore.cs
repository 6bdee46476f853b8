using Microsoft.EntityFrameworkCore;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Orders;

/// <summary>A device of a member as stored: it is known from the first time that it connects or reports.</summary>
internal sealed class DeviceRow
{
    public required string Member { get; init; }

    /// <summary>The device's own id.</summary>
    public required string Device { get; init; }

    /// <summary>In UTC ticks, as <see cref="LastSeen"/>.</summary>
    public long FirstSeen { get; init; }

    public long LastSeen { get; set; }

    /// <summary>The last sequence of the log that it has said it has stored.</summary>
    public long Cursor { get; set; }
}

internal static class DeviceStore
{
    /// <summary>A device was heard of. With a cursor it says how much of the log it has stored; one that begins anew has less than before.</summary>
    public static async Task SeeDeviceAsync(this TaskingDb db, string member, string device, DateTimeOffset now, long? cursor = null)
    {
        var row = await db.Devices.FindAsync(member, device)
            ?? db.Devices.Add(new() { Member = member, Device = device, FirstSeen = now.UtcTicks }).Entity;
        row.LastSeen = Math.Max(row.LastSeen, now.UtcTicks);
        row.Cursor = cursor ?? row.Cursor;
    }

    /// <summary>The devices of the members that these orders are for.</summary>
    public static async Task<ILookup<string, DeviceRow>> DevicesOfAsync(this TaskingDb db, IEnumerable<OrderRow> orders)
    {
        var members = orders.Select(order => order.Recipient).Distinct().ToList();
        return (members.Count == 0
            ? []
            : await db.Devices.AsNoTracking().Where(device => members.Contains(device.Member)).OrderBy(device => device.FirstSeen).ThenBy(device => device.Device)
                .ToListAsync())
            .ToLookup(device => device.Member);
    }
}
