using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Mission.Types;
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
            foreach (var order in answer.Orders)
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
        from order in watch.Events.SelectMany(change => change.Mission.Orders).GroupBy(order => order.Name)
        from step in order.Zip(order.Skip(1))
        where step.Second.Rung < step.First.Rung
        select $"{watch.Watcher} saw {order.Key} go from {step.First.Rung} to {step.Second.Rung}";

    public static IEnumerable<string> AcceptedOrDeclined(History history) =>
        from order in history.Missions.SelectMany(watch => watch.Events).SelectMany(change => change.Mission.Orders).GroupBy(order => order.Name)
        let reached = order.SelectMany(each => each.Acknowledgements.Select(rung => rung.Rung).Append(each.Rung)).ToHashSet()
        where reached.Contains(Rung.Accepted) && reached.Contains(Rung.Declined)
        select $"{order.Key} was accepted and declined";
}

/// <summary>What must hold of missions and teams.</summary>
internal static class MissionRules
{
    // The life cycle as the contract tells it.
    private static readonly Dictionary<State, State[]> After = new()
    {
        [State.Draft] = [State.AwaitingApproval, State.Cancelled],
        [State.AwaitingApproval] = [State.Approved, State.Draft, State.Rejected, State.Cancelled],
        [State.Approved] = [State.AwaitingApproval, State.Draft, State.Rejected, State.Ordered, State.Cancelled],
        [State.Rejected] = [State.AwaitingApproval, State.Cancelled],
        [State.Ordered] = [State.EnRoute, State.OnScene, State.Recalled],
        [State.EnRoute] = [State.OnScene, State.Recalled],
        [State.OnScene] = [State.Completed, State.Recalled],
        [State.Completed] = [],
        [State.Recalled] = [],
        [State.Cancelled] = [],
    };

    public static IEnumerable<string> StatesFollowTheTable(History history) =>
        from watch in history.Missions
        from mission in watch.Events.Select(change => change.Mission).GroupBy(mission => mission.Name)
        from step in mission.Zip(mission.Skip(1), (earlier, later) => (From: earlier.State, To: later.State)).Prepend((From: State.Draft, To: mission.First().State))
        where step.From != step.To && !After[step.From].Contains(step.To)
        select $"{mission.Key} went from {step.From} to {step.To}";

    /// <summary>What was sent has a key of each nation taking part, turned by different people.</summary>
    public static IEnumerable<string> SentWithEveryKey(History history) =>
        from mission in history.Final
        where mission.DispatchTime is not null
        let turned = mission.Approvals.Where(key => key.Decision == Approval.Types.Decision.Approved).ToList()
        where turned.Count < mission.Approvals.Count || turned.Select(key => key.Approver).Distinct().Count() < 2
        select $"{mission.Name} was sent with the keys of {string.Join(", ", turned.Select(key => key.Approver))}";

    /// <summary>A mission is planned once per request, answered or not, and an answered one is there. Each request has a title of its own.</summary>
    public static IEnumerable<string> CreatedOnce(History history)
    {
        var planned = history.Final.ToLookup(mission => mission.Title);
        foreach (var call in history.Calls.Where(call => call.Request is CreateMissionRequest))
        {
            var (title, count) = (((CreateMissionRequest)call.Request).Mission.Title, planned[((CreateMissionRequest)call.Request).Mission.Title].Count());
            if (count > 1 || (count == 0 && call.Answer is not null))
            {
                yield return $"'{title}' was planned {count} times";
            }
        }
    }

    /// <summary>Who asks after an answer sees at least what was answered.</summary>
    public static IEnumerable<string> ReadsSeeWhatWasAnswered(History history) =>
        from dispatch in history.Answered<DispatchMissionRequest, Mission>()
        from read in history.Answered<GetMissionRequest, Mission>()
        where read.Request.Name == dispatch.Request.Name && read.Call.Start > dispatch.Call.End && read.Answer.DispatchTime is null
        select $"{read.Request.Name} was read as {read.Answer.State} after its dispatch was answered";

    public static IEnumerable<string> NobodyIsInTwoTeams(History history)
    {
        foreach (var watch in history.Teams)
        {
            var places = new Dictionary<string, string>();
            foreach (var team in watch.Events.Select(change => change.Team))
            {
                foreach (var left in places.Where(place => place.Value == team.Name).Select(place => place.Key).ToList())
                {
                    places.Remove(left);
                }

                var isLive = team.State is Team.Types.State.Reserved or Team.Types.State.Confirmed or Team.Types.State.Impaired;
                foreach (var member in team.Members.Where(_ => isLive).Select(member => member.Member))
                {
                    if (!places.TryAdd(member, team.Name))
                    {
                        yield return $"{member} is in {places[member]} and in {team.Name}";
                    }
                }
            }
        }
    }
}
