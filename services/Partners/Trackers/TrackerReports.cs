using Google.Protobuf.WellKnownTypes;
using TaskForce.Geolocation.V1;
using TaskForce.Partners.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Partners.Trackers;

/// <summary>Reports what trackers say, each in its partner's name.</summary>
internal sealed class TrackerReports(Journal<PartnersDb> journal, PositionService.PositionServiceClient positions, TimeProvider clock)
{
    /// <exception cref="DomainException"><see cref="Fault.Denied"/>, <c>TRACKER_SECRET_WRONG</c>, before anything else is looked at.</exception>
    public Task<Tracker> FindAsync(string secret, CancellationToken cancellation) => journal.ReadAsync(db => db.Trackers.WithSecretAsync(secret), cancellation);

    public async Task<V1.ReceiveTrackerPositionResponse> SendAsync(Tracker tracker, Fix fix, CancellationToken cancellation)
    {
        var subject = tracker.SubjectOf(fix.Device);
        if (!fix.HasFix)
        {
            return new();
        }

        var request = new ReportPositionsRequest { Reports = { ToReport(subject, fix) } };
        var answer = await positions.ReportPositionsAsync(request, tracker.Owner.ToMetadata(""), cancellationToken: cancellation);
        return new() { Outcome = answer.Outcomes.Count > 0 ? answer.Outcomes[0] : new ReportOutcome { Code = ReportOutcome.Types.Code.Stored } };
    }

    private PositionReport ToReport(string subject, Fix fix)
    {
        var report = new PositionReport
        {
            Subject = subject,
            Location = new() { Latitude = fix.Latitude, Longitude = fix.Longitude },
            EventTime = (fix.Time ?? clock.GetUtcNow()).ToTimestamp(),
            Source = PositionReport.Types.Source.Gnss,
        };
        if (fix.AccuracyMetres is { } accuracy)
        {
            report.AccuracyMetres = (float)accuracy;
        }

        if (fix.SpeedMps is { } speed)
        {
            report.SpeedMps = (float)speed;
        }

        if (fix.HeadingDegrees is { } heading)
        {
            report.HeadingDegrees = (float)heading;
        }

        return report;
    }
}
