using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Orders;

namespace TaskForce.Tasking.Storage;

/// <summary>What of the log is kept however old it is.</summary>
internal static class LogNeeds
{
    // The cursors with which this service follows its own log. Each must move on in quiet times too, or it holds the log back.
    private static readonly (string Topic, string Cursor)[] Followers = [(MissionStore.Topic, TeamReleaser.Cursor)];

    public static async Task<IReadOnlySet<long>> FindAsync(TaskingDb db, IReadOnlyList<LogEntry> old, CancellationToken cancellation)
    {
        var needed = new HashSet<long>();
        foreach (var (topic, cursor) in Followers)
        {
            var passed = await db.ReadCursorAsync(cursor);
            needed.UnionWith(old.Where(entry => entry.Topic == topic && entry.Sequence > passed).Select(entry => entry.Sequence));
        }

        var orders = old.Where(entry => OrderStore.IsTopic(entry.Topic)).ToLookup(entry => entry.Resource, entry => entry.Sequence);
        foreach (var open in await OpenAsync(db, [.. orders.Select(order => order.Key)], cancellation))
        {
            needed.UnionWith(orders[open]);
        }

        return needed;
    }

    // A device that was away as long as that still gets each order that stands, and hears of a recall that no device of its member knows.
    private static async Task<IEnumerable<string>> OpenAsync(TaskingDb db, List<string> names, CancellationToken cancellation)
    {
        var orders = await db.Orders.AsNoTracking().Where(order => names.Contains(order.Name)).ToListAsync(cancellation);
        var missions = orders.Select(order => order.Mission).Distinct().ToList();
        var live = await db.Missions.Where(mission => missions.Contains(mission.Name) && mission.IsLive).Select(mission => mission.Name).ToListAsync(cancellation);
        return orders
            .Where(order => live.Contains(order.Mission) || order.Value is { Kind: OrderKind.Recall, Rung: Rung.Queued })
            .Select(order => order.Name);
    }
}
