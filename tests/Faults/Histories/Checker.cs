namespace TaskForce.Faults.Histories;

/// <summary>
/// Judges a history by the contracts alone: it shares no code with the services, and knows nothing of how they work.
/// </summary>
internal static class Checker
{
    public static IReadOnlyList<Func<History, IEnumerable<string>>> Rules { get; } =
    [
        OrderRules.AnsweredDispatchIsKept,
        OrderRules.ShownOnce,
        OrderRules.NoWorkAfterItsRecall,
        OrderRules.LaddersConverge,
        OrderRules.RungsNeverGoDown,
        OrderRules.AcceptedOrDeclined,
        MissionRules.StatesFollowTheTable,
        MissionRules.SentWithEveryKey,
        MissionRules.CreatedOnce,
        MissionRules.ReadsSeeWhatWasAnswered,
        MissionRules.NobodyIsInTwoTeams,
        LogRules.EachEventOnceInOrder,
        LogRules.WatchersSeeTheSame,
        LogRules.WatchersSeeTheStore,
        LogRules.LeasesEndOnce,
        LogRules.EscalationsFireOnceInOrder,
        LogRules.SilenceRefusesOnce,
        PositionRules.ReportsAreKept,
        PositionRules.EachPositionOnceInOrder,
        PositionRules.AnsweredPositionsAreSeen,
    ];

    /// <summary>Everything that is wrong, by the rule that says so.</summary>
    public static IReadOnlyList<string> Check(History history) =>
        [.. Rules.SelectMany(rule => rule(history).Select(broken => $"{rule.Method.Name}: {broken}"))];
}
