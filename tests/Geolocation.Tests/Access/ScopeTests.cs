using Microsoft.Extensions.DependencyInjection;
using TaskForce.Geolocation.Deletions;
using TaskForce.Geolocation.Storage;
using TaskForce.Geolocation.Tests.Disclosures;
using TaskForce.Geolocation.Tests.Geofences;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Testing;
using TaskForce.Type.V1;
using static TaskForce.Geolocation.Tests.Disclosures.DisclosureWorld;
using static TaskForce.Geolocation.Tests.Geofences.FenceWorld;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;

namespace TaskForce.Geolocation.Tests.Access;

/// <summary>Whose records each method works on.</summary>
public class ScopeTests
{
    [Fact]
    public async Task Method_ThatIsNotForAnyRecord_RefusesOtherNationsAndOtherPersons()
    {
        await using var app = new GeolocationApp();
        await app.ReportAsync(GeolocationApp.Report("assets/de-boat", 0));
        var disclosure = (await app.DiscloseAsync(Of("members/anna", 0))).Name;
        await app.Services.GetRequiredService<Journal<GeolocationDb>>().ChangeAsync(db => Task.FromResult(db.Deletions.Add(Deleted)), default);
        var fence = (await app.Fences().CreateGeofenceAsync(new() { Geofence = Quay() })).Name;
        var reports = new[] { GeolocationApp.Report("members/de-anna", 1), GeolocationApp.Report("assets/de-boat", 1) };

        var faults = await new ScopeTable("taskforce.geolocation.v1", app.As).FaultsAsync(
        [
            new("StreamPositions", "partner.de", new V1.StreamPositionsRequest { Sequence = 1, Reports = { reports } })
            {
                IsTheirs = (_, answer) => answer is V1.StreamPositionsResponse all && all.Outcomes.Count(each => each.Outcome.Code == Code.NotYours) == reports.Length,
            },
            new("ReportPositions", "partner.de", new V1.ReportPositionsRequest { Reports = { reports } })
            {
                IsTheirs = (_, answer) => answer is V1.ReportPositionsResponse { StoredCount: 0 } all && all.Outcomes.Count(each => each.Code == Code.NotYours) == reports.Length,
            },
            new("WatchPositions", "dispatcher.de", new V1.WatchPositionsRequest()) { IsTheirs = (_, answer) => answer is V1.PositionEvent { Position: null } },
            new("GetDisclosure", "auditor.ma", new V1.GetDisclosureRequest { Name = disclosure }, "DISCLOSURE_NOT_FOUND"),
            new("ListDisclosures", "auditor.ma", new V1.ListDisclosuresRequest()) { IsTheirs = (_, answer) => answer is V1.ListDisclosuresResponse { Disclosures.Count: 0 } },
            new("ListDeletions", "auditor.de", new V1.ListDeletionsRequest()) { IsTheirs = (_, answer) => answer is V1.ListDeletionsResponse { Deletions.Count: 0 } },
            new("VerifyDeletion", "auditor.de", new V1.VerifyDeletionRequest()) { IsTheirs = (_, answer) => answer is V1.VerifyDeletionResponse { Nation: "FR" } },
            new("UpdateGeofence", "commander.de", new V1.UpdateGeofenceRequest { Geofence = new() { Name = fence, DisplayName = "Pier" } }, "OTHER_NATION"),
            new("DeleteGeofence", "dispatcher.de", new V1.DeleteGeofenceRequest { Name = fence }, "OTHER_NATION"),
            new("SignCheckpoint", "auditor.de", new SignCheckpointRequest { Checkpoint = new() { Nation = "DE", Number = 1, Time = new() { Seconds = 1 } } }, "OTHER_NATION"),
            new("EraseAuditValues", "commander.de", new EraseAuditValuesRequest { Value = "partner.de" }) { IsTheirs = (_, answer) => answer is EraseAuditValuesResponse { Count: 0 } },
        ]);

        Assert.True(faults.Length == 0, faults);
        Assert.Single((await new V1.DeletionService.DeletionServiceClient(app.As("auditor.de")).ListDeletionsAsync(new())).Deletions);
    }

    private static DeletionRow Deleted => new() { Nation = "DE", Kind = V1.Deletion.Types.Kind.TrackPages, Before = 1, Points = 1, Rows = 1, Digest = [1], Time = 1, Reason = "Old." };
}
