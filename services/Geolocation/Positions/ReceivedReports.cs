using Google.Protobuf.Collections;
using Microsoft.Extensions.Options;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;

namespace TaskForce.Geolocation.Positions;

/// <summary>A batch as it arrived, with what the rules say of each report's values.</summary>
internal sealed record ReceivedReports(IReadOnlyList<V1.PositionReport> Reports, Verdict[] Verdicts, Caller Caller, DateTimeOffset ReceiptTime)
{
    /// <summary>The subjects of those that the rules have not refused so far.</summary>
    public IEnumerable<string> Subjects => Reports.Where((_, index) => !Verdicts[index].IsRefusal).Select(report => report.Subject);

    /// <summary>Keeps what may be kept and answers for all, within a change of the store.</summary>
    public async Task<V1.ReportPositionsResponse> KeepAsync(ITrackWriter track)
    {
        var verdicts = new Verdict[Reports.Count];
        var allowed = new List<AllowedReport>(Reports.Count);
        for (var i = 0; i < verdicts.Length; i++)
        {
            verdicts[i] = Judge(i, track);
            if (!verdicts[i].IsRefusal)
            {
                allowed.Add(new(Reports[i], Nation: verdicts[i].Text));
            }
        }

        return Answer(verdicts, await track.AddAsync(allowed, ReceiptTime));
    }

    // Whose a subject is does not change within a batch: it is all of one caller.
    private Verdict Judge(int index, ITrackWriter track) => Verdicts[index].IsRefusal
        ? Verdicts[index]
        : ReportRules.CheckOwner(Caller, Reports[index].Subject, track.OwnerOf(Reports[index].Subject));

    private static V1.ReportPositionsResponse Answer(Verdict[] verdicts, IReadOnlyList<TrackPoint?> kept)
    {
        var answer = new V1.ReportPositionsResponse();
        var next = 0;
        for (var i = 0; i < verdicts.Length; i++)
        {
            var (code, message) = verdicts[i].IsRefusal ? (verdicts[i].Code, verdicts[i].Text) : ReportRules.CheckTrack(kept[next++]);
            answer.StoredCount += code is Code.Stored or Code.StoredLate ? 1 : 0;
            if (code != Code.Stored)
            {
                answer.Outcomes.Add(new V1.ReportOutcome { Index = i, Code = code, Message = message });
            }
        }

        return answer;
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
