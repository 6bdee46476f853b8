using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.Faults.Histories;

/// <summary>What must hold of the logs and of deadlines.</summary>
internal static class LogRules
{
    public static IEnumerable<string> EachEventOnceInOrder(History history) =>
        history.Missions.SelectMany(watch => Disorder(watch.Watcher, watch.Events.Select(change => change.Sequence)))
            .Concat(history.Teams.SelectMany(watch => Disorder(watch.Watcher, watch.Events.Select(change => change.Sequence))));

    public static IEnumerable<string> WatchersSeeTheSame(History history) =>
        Difference(history.Missions.Select(watch => (watch.Watcher, watch.Events.Select(change => change.Sequence).ToList())))
            .Concat(Difference(history.Teams.Select(watch => (watch.Watcher, watch.Events.Select(change => change.Sequence).ToList()))));

    /// <summary>Who has watched since the beginning has seen what is in the store, all of it and nothing else.</summary>
    public static IEnumerable<string> WatchersSeeTheStore(History history) =>
        from watch in history.MissionLog.Count > 0 ? history.Missions : []
        let seen = watch.Events.Select(change => change.Sequence).ToList()
        from wrong in history.MissionLog.Except(seen).Select(sequence => $"{sequence} was not seen by").Concat(seen.Except(history.MissionLog).Select(sequence => $"{sequence} is not in the store, but was seen by"))
        select $"{wrong} {watch.Watcher}";

    /// <summary>A lease that nobody kept ends once; one that was kept or let go before does not end at all.</summary>
    public static IEnumerable<string> LeasesEndOnce(History history) => DeadlinesFireOnce(
        history.Teams.SelectMany(watch => watch.Events.Where(change => change.Type == TeamEvent.Types.Type.Expired).Select(change => (watch.Watcher, change.Team.Name))),
        history.Teams.SelectMany(watch => watch.Events.GroupBy(change => change.Team.Name)
            .Where(team => team.Last().Team.State == Team.Types.State.Expired).Select(team => (watch.Watcher, team.Key))),
        history.Teams.SelectMany(watch => watch.Events.Where(change => change.Type is TeamEvent.Types.Type.Confirmed)
            .Select(change => (watch.Watcher, change.Team.Name))));

    /// <summary>What is done for an order that is not answered is done once for each rung, in the order in which it fell due, and not before.</summary>
    public static IEnumerable<string> EscalationsFireOnceInOrder(History history) => history.Final.SelectMany(mission => mission.Orders).SelectMany(Faults);

    /// <summary>Silence refuses once for each team that the nations were asked about.</summary>
    public static IEnumerable<string> SilenceRefusesOnce(History history)
    {
        foreach (var mission in history.Missions.SelectMany(watch => watch.Events.GroupBy(change => (watch.Watcher, change.Mission?.Name))))
        {
            var asked = mission.Select(change => change.Type).Where(type => type is MissionEvent.Types.Type.TeamAssigned or MissionEvent.Types.Type.RejectedBySilence).ToList();
            if (asked.Zip(asked.Prepend(MissionEvent.Types.Type.Unspecified)).Any(step => step.First == MissionEvent.Types.Type.RejectedBySilence && step.First == step.Second))
            {
                yield return $"{mission.Key.Name} was refused twice by the same silence";
            }
        }
    }

    /// <summary>For any kind of deadline: what fired, what must have, and what must not.</summary>
    public static IEnumerable<string> DeadlinesFireOnce(
        IEnumerable<(string Watcher, string Deadline)> fired, IEnumerable<(string Watcher, string Deadline)> due, IEnumerable<(string Watcher, string Deadline)> met)
    {
        var times = fired.GroupBy(one => one).ToDictionary(one => one.Key, one => one.Count());
        var never = met.Where(times.ContainsKey).Distinct().Select(one => $"{one.Deadline} fired although it was met");
        var missing = due.Where(one => !times.ContainsKey(one)).Select(one => $"{one.Deadline} never fired");
        return times.Where(one => one.Value > 1).Select(one => $"{one.Key.Deadline} fired {one.Value} times").Concat(missing).Concat(never);
    }

    private static IEnumerable<string> Faults(Order order)
    {
        var steps = order.Escalations;
        var twice = steps.GroupBy(step => (step.Action, step.AwaitedRung)).Where(same => same.Count() > 1).Select(same => $"{order.Name}: {same.Key} {same.Count()} times");
        var early = steps.Where(step => step.DoneTime < step.DueTime).Select(step => $"{order.Name}: {step.Action} before it was due");
        var swapped = steps.Zip(steps.Skip(1)).Where(pair => pair.Second.DueTime < pair.First.DueTime).Select(pair => $"{order.Name}: {pair.Second.Action} after {pair.First.Action}, which fell due later");
        return twice.Concat(early).Concat(swapped);
    }

    private static IEnumerable<string> Disorder(string watcher, IEnumerable<long> sequences) =>
        sequences.Zip(sequences.Skip(1)).Where(step => step.Second <= step.First).Select(step => $"{watcher} saw {step.Second} after {step.First}");

    // All began with the first event; each may have stopped a little earlier or later than the others.
    private static IEnumerable<string> Difference(IEnumerable<(string Watcher, List<long> Sequences)> watches)
    {
        var all = watches.ToList();
        var longest = all.Select(watch => watch.Sequences).MaxBy(sequences => sequences.Count) ?? [];
        return all.Where(watch => !longest.Take(watch.Sequences.Count).SequenceEqual(watch.Sequences)).Select(watch => $"{watch.Watcher} saw other events than the rest");
    }
}
