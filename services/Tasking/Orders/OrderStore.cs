using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Orders;

/// <summary>An order as stored.</summary>
internal sealed class OrderRow : Row<Order>
{
    public string Mission { get; private set; } = "";

    protected override string NameOf(Order value) => value.Name.ToString();

    protected override void Index(Order value) => Mission = value.Name.Mission.ToString();
}

internal static class OrderStore
{
    /// <summary>The topic of one recipient's orders: only that recipient's devices wake for it.</summary>
    public static string TopicOf(string recipient) => $"orders/{recipient}";

    /// <summary>Whether a topic is that of somebody's orders.</summary>
    public static bool IsTopic(string topic) => topic.StartsWith("orders/", StringComparison.Ordinal);

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>.</exception>
    public static async Task<OrderRow> GetAsync(this DbSet<OrderRow> orders, OrderName name) =>
        await orders.FirstOrDefaultAsync(row => row.Name == name.ToString())
            ?? throw new DomainException(Fault.NotFound, "ORDER_NOT_FOUND", $"{name} does not exist.");

    /// <summary>Tells members of a mission's team what to do.</summary>
    public static async Task GiveOrdersAsync(
        this TaskingDb db, Mission mission, IEnumerable<Roster.V1.TeamMember> members, OrderKind kind, string instructions, DateTimeOffset now)
    {
        var hotspot = (await db.Hotspots.GetAsync(mission.Brief.Hotspot)).Value;
        var given = await db.Orders.Where(order => order.Mission == mission.Name.ToString()).Select(order => order.Name).ToListAsync();
        foreach (var member in members)
        {
            var name = NewName(mission.Name, member.Member, kind, given);
            var row = new OrderRow();
            row.Set(Order.Give(name, kind, member.Member, Text(name, mission, hotspot, member, kind, instructions, now), now));
            db.Orders.Add(row);
            db.Append(TopicOf(member.Member), row.Name,
                new V1.OrderEvent { Type = V1.OrderEvent.Types.Type.Issued, Time = now.ToTimestamp(), Order = row.Value.ToProto() });
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
        };
}
