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
    /// <summary>Notes that devices were heard of. Of a member's many the one that was not heard of for longest is forgotten.</summary>
    public static async Task SeeDevicesAsync(this TaskingDb db, params IReadOnlyCollection<Sighting> seen)
    {
        var members = seen.Select(sighting => sighting.Member).Distinct().ToList();
        var known = (await db.Devices.Where(device => members.Contains(device.Member)).ToListAsync()).ToDictionary(device => (device.Member, device.Device));
        foreach (var (member, device, time, cursor) in seen)
        {
            if (!known.TryGetValue((member, device), out var row))
            {
                db.ForgetOldest(known, member);
                row = known[(member, device)] = db.Devices.Add(new() { Member = member, Device = device, FirstSeen = time.UtcTicks }).Entity;
            }

            row.LastSeen = Math.Max(row.LastSeen, time.UtcTicks);
            row.Cursor = cursor ?? row.Cursor;
        }
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

    private static void ForgetOldest(this TaskingDb db, Dictionary<(string Member, string Device), DeviceRow> known, string member)
    {
        var own = known.Values.Where(device => device.Member == member).ToList();
        if (own.Count >= DeviceLadder.MostDevices && own.MinBy(device => device.LastSeen) is { } oldest)
        {
            known.Remove((oldest.Member, oldest.Device));
            db.Devices.Remove(oldest);
        }
    }
}
