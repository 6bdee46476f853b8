using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Orders;

/// <summary>An order as stored.</summary>
internal sealed class OrderRow : Row<Order>
{
    public string Mission { get; private set; } = "";

    public string Recipient { get; private set; } = "";

    /// <summary>Whether nothing has taken its place.</summary>
    public bool Holds { get; private set; }

    protected override string NameOf(Order value) => value.Name.ToString();

    protected override void Index(Order value) =>
        (Mission, Recipient, Holds) = (value.Name.Mission.ToString(), value.Recipient, value.Successor is null);
}

internal static class OrderStore
{
    /// <summary>What the topics of all recipients begin with.</summary>
    public const string Feed = "orders";

    /// <summary>The topic of one recipient's orders: only that recipient's devices wake for it.</summary>
    public static string TopicOf(string recipient) => $"{Feed}/{recipient}";

    /// <summary>Whether a topic is that of somebody's orders.</summary>
    public static bool IsTopic(string topic) => topic.StartsWith("orders/", StringComparison.Ordinal);

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>.</exception>
    public static async Task<OrderRow> GetAsync(this DbSet<OrderRow> orders, OrderName name) =>
        await orders.NamedAsync(name.ToString())
            ?? throw new DomainException(Fault.NotFound, "ORDER_NOT_FOUND", $"{name} does not exist.");

    /// <summary>A member's newest order to go somewhere that holds; null if there is none.</summary>
    public static async Task<OrderRow?> NewestOrderAsync(this TaskingDb db, string member) =>
        (await db.Orders.Where(order => order.Recipient == member && order.Holds).OrderByDescending(order => order.Ordinal).ToListAsync())
            .Find(order => order.Value.Kind == OrderKind.Deploy);

    /// <summary>Orders as everybody sees them, in the order they are given here.</summary>
    public static async Task<List<V1.Order>> ToProtoAsync(this TaskingDb db, IReadOnlyList<OrderRow> orders)
    {
        var devices = await db.DevicesOfAsync(orders);
        return [.. orders.Select(order => order.Value.ToProto(devices[order.Recipient]))];
    }

    /// <summary>Tells members of a mission's team what to do. A recall takes the place of what they were told before.</summary>
    public static async Task GiveOrdersAsync(
        this TaskingDb db, Mission mission, IEnumerable<Roster.V1.TeamMember> members, OrderKind kind, string instructions, Ladder ladder, DateTimeOffset now)
    {
        var hotspot = (await db.Hotspots.GetAsync(mission.Brief.Hotspot)).Value;
        var its = mission.Name.ToString();
        var earlier = await db.Orders.Where(order => order.Mission == its).OrderBy(order => order.Ordinal).ToListAsync();
        var given = earlier.ConvertAll(order => order.Name);
        foreach (var member in members)
        {
            var name = NewName(mission.Name, member.Member, kind, given);
            var row = new OrderRow();
            row.Set(Order.Give(name, kind, member.Member, Text(name, mission, hotspot, member, kind, instructions, now), now).Await(ladder, now));
            db.Orders.Add(row);
            await db.SetDeadlineAsync(LadderKeeper.DeadlineKind, row.Name, row.Value.Awaiting!.DueTime!.Value);
            db.Tell(row, V1.OrderEvent.Types.Type.Issued, row.Value.ToProto([]), now);
            if (kind == OrderKind.Recall)
            {
                await db.SupersedeAsync([.. earlier.Where(order => order.Recipient == member.Member)], row, now);
            }
        }
    }

    /// <summary>A mission has ended otherwise than by a recall: none of its orders holds any more, but whoever was recalled must still say so.</summary>
    public static async Task EndOrdersAsync(this TaskingDb db, MissionName mission, DateTimeOffset now) =>
        await db.SupersedeAsync(await db.Orders.Where(order => order.Mission == mission.ToString()).ToListAsync(), null, now);

    private static async Task SupersedeAsync(this TaskingDb db, IReadOnlyList<OrderRow> orders, OrderRow? recall, DateTimeOffset now)
    {
        var holding = orders.Where(order => order.Holds && order.Value.Kind == OrderKind.Deploy).ToList();
        foreach (var row in holding)
        {
            row.Set(row.Value.Supersede(recall?.Name ?? row.Mission, now));
            db.Tell(row, V1.OrderEvent.Types.Type.Superseded, row.Value.ToProto([]), now, told => told.Recall = recall?.Value.ToProto([]));
            await db.ClearDeadlinesAsync(row.Name);
        }
    }

    // Somebody who left a team and came back gets a second order beside the first.
    private static OrderName NewName(MissionName mission, string member, OrderKind kind, List<string> given)
    {
        var id = member[(member.IndexOf('/', StringComparison.Ordinal) + 1)..] + (kind == OrderKind.Recall ? "-recall" : "");
        var first = new OrderName(mission, id);
        return given.Contains(first.ToString())
            ? first with { Id = $"{id}-{given.Count(name => name.StartsWith(first.ToString(), StringComparison.Ordinal)) + 1}" }
            : first;
    }

    private static V1.Order Text(
        OrderName name, Mission mission, Hotspot hotspot, Roster.V1.TeamMember member, OrderKind kind, string instructions, DateTimeOffset now) => new()
        {
            Name = name.ToString(),
            Kind = (V1.Order.Types.Kind)kind,
            Recipient = member.Member,
            CallSign = member.CallSign,
            Nation = member.Nation,
            Role = WireName.Of(member.Role),
            Title = mission.Brief.Title,
            HotspotKind = hotspot.Details.Kind,
            Severity = hotspot.Details.Severity,
            Place = hotspot.Details.Place.ToProto(),
            RadiusMetres = hotspot.Details.RadiusMetres,
            Period = mission.Brief.Requirement.Period,
            Mandate = mission.Mandate,
            Instructions = instructions,
            IssueTime = now.ToTimestamp(),
            Remote = mission.Brief.IsRemote,
            TraceParent = Activity.Current is { Recorded: true, Id: { } trace } ? trace : "",
        };
}
