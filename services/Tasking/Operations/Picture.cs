using System.Collections.Immutable;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Orders;

namespace TaskForce.Tasking.Operations;

/// <summary>A mission as far as its operation is concerned.</summary>
/// <param name="Nations">Those of its team, or of its plan while there is no team.</param>
/// <param name="NotAccepted">The nations of the members who have not accepted their order, each as often as it has such.</param>
internal sealed record PartView(string Name, string Title, MissionState State, AssignedTeam? Team, ImmutableArray<string> Nations, ImmutableArray<string> NotAccepted)
{
    public bool IsLive => State is not (MissionState.Completed or MissionState.Recalled or MissionState.Cancelled);

    public bool IsDispatched => State is MissionState.Ordered or MissionState.EnRoute or MissionState.OnScene;

    public static PartView Of(Mission mission, IEnumerable<Order> orders)
    {
        var accepted = orders.Where(order => order.Kind == OrderKind.Deploy && order.Rung == Rung.Accepted).Select(order => order.Recipient).ToHashSet();
        return new(mission.Name.ToString(), mission.Brief.Title, mission.State, mission.Team,
            [.. mission.Team?.Nations ?? mission.Brief.Requirement.Quotas.Select(quota => quota.Nation).Distinct()],
            [.. (mission.Team?.Members ?? []).Where(member => !accepted.Contains(member.Member)).Select(member => member.Nation)]);
    }
}

/// <summary>What an operation depends on, as it is now.</summary>
/// <param name="Devices">Every device that has had the H-hour order.</param>
internal sealed record Picture(
    IReadOnlyDictionary<string, PartView> Parts, IReadOnlyList<OperationDevice> Devices, IReadOnlyDictionary<(string Member, string Device), DeviceClock> Clocks)
{
    /// <summary>The nations that take part.</summary>
    public IReadOnlyList<string> Nations { get; } =
        [.. Parts.Values.Where(part => part.IsLive).SelectMany(part => part.Nations).Distinct().Order(StringComparer.Ordinal)];

    public DeviceClock? ClockOf(OperationDevice device) => Clocks.GetValueOrDefault((device.Member, device.Device));

    /// <summary>Refuses a nation that adds missions of others. One that does not exist is another matter.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Denied"/>, <c>NATION_TAKES_NO_PART</c>.</exception>
    public void MustTakePartInEach(string nation, IEnumerable<string> missions)
    {
        if (missions.Select(mission => Parts.GetValueOrDefault(mission)).FirstOrDefault(part => part?.Nations.Contains(nation) == false) is { } others)
        {
            throw new DomainException(Fault.Denied, "NATION_TAKES_NO_PART",
                $"{(nation.Length > 0 ? nation : "Your nation")} takes no part in {others.Name}; {string.Join(" and ", others.Nations)} can add it.");
        }
    }

    /// <exception cref="DomainException"><see cref="Fault.Denied"/>, <c>NATION_TAKES_NO_PART</c>.</exception>
    public void MustTakePart(string nation, OperationName operation)
    {
        if (!Nations.Contains(nation))
        {
            throw new DomainException(Fault.Denied, "NATION_TAKES_NO_PART",
                $"{(nation.Length > 0 ? nation : "Your nation")} takes no part in {operation}; those that do are {string.Join(" and ", Nations)}.");
        }
    }
}
