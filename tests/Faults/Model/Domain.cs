using System.Collections.Concurrent;
using System.Collections.Immutable;
using TaskForce.Roster.V1;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.ResponsePlans;

namespace TaskForce.Faults.Model;

/// <summary>The real decisions of the tasking service, as the model uses them. A refusal changes nothing. What changes there changes here only.</summary>
internal static class Domain
{
    private static readonly ConcurrentDictionary<(string, string), Mission> Missions = [];
    private static readonly ConcurrentDictionary<(string, Rung), Order> Orders = [];
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly MissionName Name = new("tiger");
    private static readonly Tasking.V1.Order Text = new();

    /// <summary>The recipients, leader first.</summary>
    public static ImmutableArray<string> Recipients { get; } = ["members/de-1", "members/ma-1"];

    /// <summary>A mission whose team waits for its keys.</summary>
    public static Mission Planned()
    {
        var brief = new MissionBrief(new HotspotName("port"), new ResponsePlanName("plan"), "", "", "MA", new());
        TeamMember[] team =
        [
            new() { Member = Recipients[0], Nation = "DE", Role = TeamMember.Types.Role.Leader },
            new() { Member = Recipients[1], Nation = "MA", Role = TeamMember.Types.Role.Deputy },
        ];
        return Mission.Plan(Name, brief, Now).Assign(new AssignedTeam("teams/t", [.. team], []), "", Now);
    }

    public static Mission Approve(Mission mission, string nation, string holder) => Try(mission, $"approve {nation} {holder}", m => m.Approve(new Key(nation, holder, "", ""), Now));

    public static Mission Dispatch(Mission mission) => Try(mission, "dispatch", m => m.Dispatch(Now));

    public static Mission Recall(Mission mission) => Try(mission, "recall", m => m.Recall("", Now));

    public static Order Give(string recipient, OrderKind kind) =>
        Order.Give(new OrderName(Name, $"{recipient[8..]}{(kind == OrderKind.Recall ? "-recall" : "")}"), kind, recipient, Text, Now);

    public static Order Acknowledge(Order order, Rung rung) => Orders.TryGetValue((KeyOf(order), rung), out var known)
        ? known
        : Orders[(KeyOf(order), rung)] = Try(order, o => o.Acknowledge(new Acknowledgement(rung, Now, Now, "phone", "")));

    /// <summary>All that distinguishes one mission from another here.</summary>
    public static string KeyOf(Mission mission) => $"{(int)mission.State}{string.Concat(mission.Approvals.Select(key => $"{(int)key.Decision}{key.Approver}"))}";

    /// <summary>All that distinguishes one order from another here.</summary>
    public static string KeyOf(Order order) =>
        $"{order.Name.Id}{string.Concat(order.Acknowledgements.Select(a => $"{(int)a.Rung}{(a.DeviceTime is null ? '-' : '+')}"))}{(int)order.Stage}";

    // The same question is asked in many states, and a refusal is an exception, which is slow: each is asked once.
    private static Mission Try(Mission mission, string step, Func<Mission, Mission> change) =>
        Missions.TryGetValue((KeyOf(mission), step), out var known) ? known : Missions[(KeyOf(mission), step)] = Try(mission, change);

    private static T Try<T>(T value, Func<T, T> change)
    {
        try
        {
            return change(value);
        }
        catch (DomainException)
        {
            return value;
        }
    }
}
