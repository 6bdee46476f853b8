using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Mission.Types;

namespace TaskForce.Faults.Histories;

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
