using TaskForce.Tasking.V1;
using Rung = TaskForce.Tasking.V1.Order.Types.Rung;

namespace TaskForce.Faults.Histories;

/// <summary>What must hold of orders, for everything that was seen. Each rule says what broke it.</summary>
internal static class OrderRules
{
    /// <summary>A dispatch that was answered has an order for each member, on the member's device or queued.</summary>
    public static IEnumerable<string> AnsweredDispatchIsKept(History history)
    {
        var final = history.Final.ToDictionary(mission => mission.Name);
        var held = history.Devices.Select(device => device.Order.Name).ToHashSet();
        foreach (var (_, request, answer) in history.Answered<DispatchMissionRequest, Mission>())
        {
            foreach (var order in answer.Orders.Where(IsTold))
            {
                var now = final.GetValueOrDefault(request.Name)?.Orders.FirstOrDefault(other => other.Name == order.Name);
                if (now is null || (now.Rung != Rung.Queued && !held.Contains(order.Name)))
                {
                    yield return $"{order.Name} was answered for and is {(now is null ? "gone" : $"{now.Rung} but on no device")}";
                }
            }
        }
    }

    public static IEnumerable<string> ShownOnce(History history) =>
        from show in history.Shows
        group show by (show.Device, show.Order.Name) into shows
        where shows.Count() > 1
        select $"{shows.Key.Name} was shown {shows.Count()} times by {shows.Key.Device}";

    /// <summary>Nobody is told to go to what was called off before.</summary>
    public static IEnumerable<string> NoWorkAfterItsRecall(History history)
    {
        foreach (var device in history.Shows.GroupBy(show => show.Device))
        {
            var recalled = new HashSet<string>();
            foreach (var order in device.Select(show => show.Order))
            {
                var mission = order.Name[..order.Name.IndexOf("/orders/", StringComparison.Ordinal)];
                if (order.Kind == Order.Types.Kind.Recall)
                {
                    recalled.Add(mission);
                }
                else if (recalled.Contains(mission))
                {
                    yield return $"{device.Key} showed {order.Name} after its recall";
                }
            }
        }
    }

    /// <summary>In the end the server knows of each order what its device said last.</summary>
    public static IEnumerable<string> LaddersConverge(History history)
    {
        var server = history.Final.SelectMany(mission => mission.Orders).ToDictionary(order => order.Name, order => order.Rung);
        return from device in history.Devices
               let known = server.GetValueOrDefault(device.Order.Name)
               where known != device.Rung
               select $"{device.Order.Name} is {device.Rung} on its device and {known} on the server";
    }

    public static IEnumerable<string> RungsNeverGoDown(History history) =>
        from watch in history.Missions
        from order in watch.Events.SelectMany(change => change.Mission.Orders).Where(IsTold).GroupBy(order => order.Name)
        from step in order.Zip(order.Skip(1))
        where step.Second.Rung < step.First.Rung
        select $"{watch.Watcher} saw {order.Key} go from {step.First.Rung} to {step.Second.Rung}";

    public static IEnumerable<string> AcceptedOrDeclined(History history) =>
        from order in history.Missions.SelectMany(watch => watch.Events).SelectMany(change => change.Mission.Orders).Where(IsTold).GroupBy(order => order.Name)
        let reached = order.SelectMany(each => each.Acknowledgements.Select(rung => rung.Rung).Append(each.Rung)).ToHashSet()
        where reached.Contains(Rung.Accepted) && reached.Contains(Rung.Declined)
        select $"{order.Key} was accepted and declined";

    // A service that has just begun, and whose roster has not told it the release rules yet, withholds the names of the other nation's orders.
    private static bool IsTold(Order order) => order.Name.Length > 0;
}
