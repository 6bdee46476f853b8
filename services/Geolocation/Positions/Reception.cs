using Google.Protobuf.Collections;
using Microsoft.Extensions.Options;

namespace TaskForce.Geolocation.Positions;

/// <summary>Where reports arrive: gives them their receipt time and applies what can be judged without the store.</summary>
internal sealed class Reception(IOptions<PositionOptions> options, TimeProvider clock)
{
    private const int MostReports = 10_000;

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> for more than 10,000 reports.</exception>
    public ReportBatch Receive(RepeatedField<V1.PositionReport> reports, Caller caller)
    {
        var violations = new Violations();
        violations.Check(reports.Count <= MostReports, "reports", $"must be at most {MostReports}, not {reports.Count}");
        violations.ThrowIfAny();

        return ReportBatch.Of(reports, caller, clock.GetUtcNow(), options.Value.FutureTolerance);
    }
}
