using TaskForce.Geolocation.V1;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;

namespace TaskForce.Faults.Histories;

/// <summary>What must hold of positions that are reported one after another, each subject's in the order of its event times.</summary>
internal static class PositionRules
{
    public static IEnumerable<string> ReportsAreKept(History history) =>
        from reported in history.Reports
        where reported.Code is not (Code.Stored or Code.StoredLate or Code.Duplicate)
        select $"{NameOf(reported.Report.Subject, reported.Report.EventTime.Seconds)} was answered with {reported.Code}";

    /// <summary>Nobody sees a position twice, nor an earlier one of the same subject after a later one.</summary>
    public static IEnumerable<string> EachPositionOnceInOrder(History history)
    {
        foreach (var watch in history.Positions)
        {
            var last = new Dictionary<string, long>();
            var sequence = 0L;
            foreach (var change in InTheLog(watch))
            {
                var (subject, time) = (change.Position.Report.Subject, change.Position.Report.EventTime.Seconds);
                if (change.Sequence <= sequence || time <= last.GetValueOrDefault(subject))
                {
                    yield return $"{watch.Watcher} saw {NameOf(subject, time)}, {change.Sequence}, after {last.GetValueOrDefault(subject)}, {sequence}";
                }

                (sequence, last[subject]) = (Math.Max(sequence, change.Sequence), Math.Max(last.GetValueOrDefault(subject), time));
            }
        }
    }

    public static IEnumerable<string> AnsweredPositionsAreSeen(History history) =>
        from watch in history.Positions
        let seen = InTheLog(watch).Select(change => NameOf(change.Position.Report.Subject, change.Position.Report.EventTime.Seconds)).ToHashSet()
        from answered in history.Reports.Select(reported => NameOf(reported.Report.Subject, reported.Report.EventTime.Seconds)).Distinct()
        where !seen.Contains(answered)
        select $"{watch.Watcher} has not seen {answered}, which was answered for";

    private static IEnumerable<PositionEvent> InTheLog(Watched<PositionEvent> watch) => watch.Events.Where(change => change.Type is EventType.Moved or EventType.Late);

    private static string NameOf(string subject, long time) => $"{subject} at {time}";
}
