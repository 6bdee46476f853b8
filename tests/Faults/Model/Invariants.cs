using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Orders;

namespace TaskForce.Faults.Model;

/// <summary>What holds in every state and of every step.</summary>
internal static class Invariants
{
    private static readonly HashSet<(MissionState, MissionState)> Table =
    [
        (MissionState.AwaitingApproval, MissionState.Approved), (MissionState.Approved, MissionState.Ordered),
        (MissionState.AwaitingApproval, MissionState.Cancelled), (MissionState.Approved, MissionState.Cancelled),
        (MissionState.Ordered, MissionState.Recalled),
    ];

    public static string? Check(World before, World after) =>
        Mission(before.Mission, after.Mission)
        ?? before.Orders.Zip(after.Orders, Rungs).FirstOrDefault(fault => fault is not null)
        ?? (after.Orders.Length > 0 && before.Orders.Length == 0 && !after.IsHeld ? "orders were given for a team that the roster does not keep" : null)
        ?? before.Devices.Zip(after.Devices, (b, a) => Device(after, b, a)).FirstOrDefault(fault => fault is not null);

    /// <summary>Every order is on its device and shown, and the server knows all that the device has said; an ended mission holds nobody.</summary>
    public static bool IsGoodEnd(World world) =>
        world is { IsSending: false } && (world.Mission.IsLive || !world.IsHeld)
        && world.Devices.All(device => device.Outbox.IsEmpty && device.Screen.IsEmpty)
        && world.Devices.Sum(device => device.Known.Length) == world.Orders.Length
        && world.Devices.All(device => device.Known.All(known => known.Shown > 0 && world.Orders[known.Order].Rung == known.Rung));

    private static string? Mission(Mission before, Mission after) => after.State != before.State && !Table.Contains((before.State, after.State))
        ? $"the mission went from {before.State} to {after.State}"
        : after.DispatchTime is not null && (after.Approvals.Any(key => key.Decision != Decision.Approved) || after.Approvals.Select(key => key.Approver).Distinct().Count() < 2)
            ? "the mission was sent without two keys of two people"
            : null;

    private static string? Rungs(Order before, Order after)
    {
        var reached = after.Acknowledgements.Select(known => known.Rung).ToHashSet();
        return after.Rung < before.Rung ? $"{after.Name} went from {before.Rung} down to {after.Rung}"
            : before.Acknowledgements.Any(known => !reached.Contains(known.Rung)) ? $"{after.Name} lost a rung"
            : reached.Contains(Rung.Accepted) && reached.Contains(Rung.Declined) ? $"{after.Name} is accepted and declined"
            : null;
    }

    private static string? Device(World world, Device before, Device after)
    {
        if (after.Known.FirstOrDefault(known => known.Shown > 1) is { Shown: > 1 } twice)
        {
            return $"order {twice.Order} was shown twice";
        }

        var isCalledOff = before.Known.Any(known => known.Shown > 0 && world.Orders[known.Order].Kind == OrderKind.Recall);
        var isNew = after.Known.Zip(before.Known).Any(known => known.First.Shown > known.Second.Shown && world.Orders[known.First.Order].Kind == OrderKind.Deploy);
        return isCalledOff && isNew ? "work was shown after it was called off" : null;
    }
}
