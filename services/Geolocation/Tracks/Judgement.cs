using System.Runtime.InteropServices;
using TaskForce.Geolocation.Positions;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;

namespace TaskForce.Geolocation.Tracks;

/// <summary>Applies rules 3 to 5 to reports, in order, and keeps those that they allow. Needs the gate of the memory.</summary>
/// <param name="memory">Where they are kept.</param>
/// <param name="kept">Of each subject with reports that are not later than the last known: the event times in question that are in pages, and the last known.</param>
internal readonly struct Judgement(TrackMemory memory, Dictionary<int, HashSet<long>> kept)
{
    // Grows to all event times in question of each subject with late reports.
    private readonly Dictionary<int, HashSet<long>> _kept = kept;
    private readonly HashSet<int> _complete = [];

    /// <summary>Finds the subjects of all reports, and what must be known of those with reports that are not later than the last known position.</summary>
    public static Dictionary<int, Question> FindLate(TrackMemory memory, IReadOnlyList<ReportBatch> batches)
    {
        var lates = new Dictionary<int, Question>();
        foreach (var batch in batches)
        {
            foreach (ref var report in batch.Reports)
            {
                report.Subject = report.Refusal.IsRefusal ? -1 : memory.Subjects.Find(batch.NameOf(report), report.NameHash);
                if (report.Subject >= 0 && memory.Subjects[report.Subject].LastEvent is var last && report.EventTime <= last)
                {
                    ref var question = ref CollectionsMarshal.GetValueRefOrAddDefault(lates, report.Subject, out var isKnown);
                    question = (isKnown ? question : new(long.MaxValue, long.MinValue, last)).With(report.EventTime);
                }
            }
        }

        return lates;
    }

    public V1.ReportPositionsResponse[] Judge(IReadOnlyList<ReportBatch> batches)
    {
        var answers = new V1.ReportPositionsResponse[batches.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = Judge(batches[i]);
        }

        return answers;
    }

    private V1.ReportPositionsResponse Judge(ReportBatch batch)
    {
        var answer = new V1.ReportPositionsResponse();
        var reports = batch.Reports;
        for (var i = 0; i < reports.Length; i++)
        {
            var verdict = reports[i].Refusal;
            var code = verdict.IsRefusal ? verdict.Code : Judge(batch, ref reports[i], out verdict);
            answer.StoredCount += code is Code.Stored or Code.StoredLate ? 1 : 0;
            if (code != Code.Stored)
            {
                answer.Outcomes.Add(new V1.ReportOutcome { Index = i, Code = code, Message = verdict.IsRefusal ? verdict.Text : ReportRules.Explain(code) });
            }
        }

        return answer;
    }

    private Code Judge(ReportBatch batch, ref Report report, out Verdict verdict)
    {
        var subjects = memory.Subjects;
        var name = batch.NameOf(report);
        var number = report.Subject >= 0 ? report.Subject : subjects.Find(name, report.NameHash);
        var owner = number < 0 ? null : subjects.NationOf(number);
        verdict = ReportRules.CheckOwner(batch.Reporter, name, owner);
        if (verdict.IsRefusal)
        {
            return verdict.Code;
        }

        if (number >= 0 && WasKept(number, report.EventTime))
        {
            return Code.Duplicate;
        }

        number = number >= 0 ? number : subjects.Add(name, subjects.NumberOf(verdict.Text));
        var isLate = report.EventTime < subjects[number].LastEvent;
        memory.Keep(ToFix(report, number, batch.ReceiptTime, isLate, owner is null || owner == verdict.Text ? (byte)0 : subjects.NumberOf(verdict.Text)));
        if (_kept.Count > 0 && _kept.TryGetValue(number, out var kept))
        {
            kept.Add(report.EventTime);
        }

        return isLate ? Code.StoredLate : Code.Stored;
    }

    private bool WasKept(int subject, long eventTime)
    {
        var last = memory.Subjects[subject].LastEvent;
        if (eventTime >= last)
        {
            return eventTime == last;
        }

        if (_complete.Add(subject))
        {
            ref var kept = ref CollectionsMarshal.GetValueRefOrAddDefault(_kept, subject, out _);
            kept ??= [];
            foreach (var fix in memory.RecentOf(subject, isCommitted: false))
            {
                kept.Add(fix.EventTime);
            }
        }

        return _kept[subject].Contains(eventTime);
    }

    private Fix ToFix(in Report report, int subject, long receiptTime, bool isLate, byte newOwner) => new()
    {
        Sequence = memory.End + 1,
        EventTime = report.EventTime,
        ReceiptTime = receiptTime,
        Subject = subject,
        Latitude = report.Latitude,
        Longitude = report.Longitude,
        AccuracyMetres = report.AccuracyMetres,
        SpeedMps = report.SpeedMps,
        HeadingDegrees = report.HeadingDegrees,
        Source = report.Source,
        DeviceSequence = report.DeviceSequence,
        IsLate = isLate,
        NewOwner = newOwner,
    };

    /// <summary>Whether a subject was at some times, of which one is the last known.</summary>
    /// <param name="From">The earliest of the others; later than <paramref name="To"/> if there are none.</param>
    /// <param name="To">The latest of the others.</param>
    /// <param name="Last">The last known, which is no question as long as it is that.</param>
    internal readonly record struct Question(long From, long To, long Last)
    {
        public bool NeedsPages => From <= To;

        public Question With(long eventTime) => eventTime == Last ? this : this with { From = Math.Min(From, eventTime), To = Math.Max(To, eventTime) };
    }
}
