using Google.Protobuf.Collections;
using Microsoft.Extensions.Options;

namespace TaskForce.Geolocation.Positions;

/// <summary>Where reports arrive: gives them their receipt time and applies what can be judged without the store.</summary>
internal sealed class Reception(IOptions<PositionOptions> options, TimeProvider clock)
{
    public const int MostReports = 10_000;

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> for more than 10,000 reports.</exception>
    public ReportBatch Receive(RepeatedField<V1.PositionReport> reports, Reporter reporter)
    {
        Check(reports.Count);
        return ReportBatch.Of(reports, reporter, clock.GetUtcNow().UtcTicks, options.Value.FutureTolerance);
    }

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> for more than 10,000 reports.</exception>
    public ReportBatch Receive(StreamedReports reports, Reporter reporter)
    {
        Check(reports.Count);
        return ReportBatch.Of(reports, reporter, clock.GetUtcNow().UtcTicks, options.Value.FutureTolerance);
    }

    private static void Check(int count)
    {
        var violations = new Violations();
        violations.Check(count <= MostReports, "reports", $"must be at most {MostReports}, not {count}");
        violations.ThrowIfAny();
    }
}
