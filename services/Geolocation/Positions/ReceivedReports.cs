using Google.Protobuf.Collections;
using Microsoft.Extensions.Options;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;

namespace TaskForce.Geolocation.Positions;

/// <summary>A batch as it arrived, with what the rules say of each report's values.</summary>
internal sealed record ReceivedReports(IReadOnlyList<V1.PositionReport> Reports, Verdict[] Verdicts, Caller Caller, DateTimeOffset ReceiptTime)
{
    /// <summary>Keeps what may be kept and answers for all, within a change of the store.</summary>
    public V1.ReportPositionsResponse Keep(TrackWriter track)
    {
        var answer = new V1.ReportPositionsResponse();
        for (var i = 0; i < Reports.Count; i++)
        {
            var (code, message) = Keep(i, track);
            answer.StoredCount += code is Code.Stored or Code.StoredLate ? 1 : 0;
            if (code != Code.Stored)
            {
                answer.Outcomes.Add(new V1.ReportOutcome { Index = i, Code = code, Message = message });
            }
        }

        return answer;
    }

    private (Code Code, string Message) Keep(int index, TrackWriter track)
    {
        var (report, verdict) = (Reports[index], Verdicts[index]);
        if (!verdict.IsRefusal)
        {
            verdict = ReportRules.CheckOwner(Caller, report.Subject, track.OwnerOf(report.Subject));
        }

        return verdict.IsRefusal
            ? (verdict.Code, verdict.Text)
            : ReportRules.CheckTrack(track.Add(report, nation: verdict.Text, ReceiptTime));
    }
}

/// <summary>Where reports arrive: gives them their receipt time and applies what can be judged without the store.</summary>
internal sealed class Reception(IOptions<PositionOptions> options, TimeProvider clock)
{
    private const int MostReports = 10_000;

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> for more than 10,000 reports.</exception>
    public ReceivedReports Receive(RepeatedField<V1.PositionReport> reports, Caller caller)
    {
        var violations = new Violations();
        violations.Check(reports.Count <= MostReports, "reports", $"must be at most {MostReports}, not {reports.Count}");
        violations.ThrowIfAny();

        var now = clock.GetUtcNow();
        var verdicts = reports.Select(report => ReportRules.CheckValues(report, now, options.Value.FutureTolerance));
        return new(reports, [.. verdicts], caller, now);
    }
}
